// Sends a form's request with the token above, and shows what comes back as text.
const who = document.querySelector("#try-as");
who.hidden = false;
who.addEventListener("submit", (event) => event.preventDefault());

for (const details of document.querySelectorAll(".api-try")) {
  details.hidden = false;
  const form = details.querySelector("form");
  const shown = details.querySelector(".api-answer");
  let running = new AbortController();
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    let path = form.dataset.path;
    const query = new URLSearchParams();
    for (const field of form.querySelectorAll("input")) {
      if (field.dataset.in === "path") path = path.replace(`{${field.name}}`, encodeURIComponent(field.value));
      else if (field.value !== "") query.append(field.name, field.value);
    }
    const headers = {
      Authorization: `Bearer ${who.elements.token.value.trim()}`,
      "X-Workspace-Id": who.elements.workspace.value.trim(),
    };
    running.abort();
    running = new AbortController();
    const request = { method: form.dataset.method, headers, credentials: "omit", signal: running.signal };
    const body = form.querySelector("textarea");
    if (body) {
      headers["Content-Type"] = "application/json";
      request.body = body.value;
    }
    shown.hidden = false;
    shown.textContent = "…";
    try {
      const answer = await fetch(query.size ? `${path}?${query}` : path, request);
      if (answer.headers.get("content-type")?.startsWith("text/event-stream")) {
        await follow(answer, shown);
        return;
      }
      const text = await answer.text();
      let pretty = text;
      try {
        pretty = JSON.stringify(JSON.parse(text), null, 2);
      } catch {
        // No JSON: shown as it is.
      }
      shown.textContent = `${answer.status} ${answer.statusText}\n\n${pretty}`;
    } catch {
      if (!request.signal.aborted) shown.textContent = "The server is out of reach.";
    }
  });
}

// Shows a stream as it comes, until another request is sent.
async function follow(answer, shown) {
  shown.textContent = `${answer.status} ${answer.statusText}\n\n`;
  const parts = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  for (let part = await parts.read(); !part.done; part = await parts.read()) shown.textContent += part.value;
}
