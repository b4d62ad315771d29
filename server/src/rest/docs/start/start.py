"""One hour of work, by Python's own library."""
import json
import os
import urllib.request


def call(method, path, body=None):
    request = urllib.request.Request(
        os.environ["TIMETHER_URL"] + "/api/v1" + path,
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={
            "Authorization": "Bearer " + os.environ["TIMETHER_TOKEN"],
            "X-Workspace-Id": os.environ["TIMETHER_WORKSPACE"],
            "Content-Type": "application/json",
        },
    )
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


print(call("GET", "/me")["workspace"]["name"])
entry = {"description": "By Python", "start": "2026-11-20T10:00:00Z", "duration": 3600}
print(call("POST", "/time-entries", entry)["id"])

# Every entry, page by page.
cursor = ""
while cursor is not None:
    page = call("GET", "/time-entries?limit=500" + (f"&cursor={cursor}" if cursor else ""))
    for entry in page["data"]:
        print(entry["start"], entry["duration"], entry["description"])
    cursor = page["next_cursor"]
