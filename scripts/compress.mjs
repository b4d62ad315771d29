// Writes a brotli copy beside every asset that gains by it: node compress.mjs FOLDER NAME…
// A copy is written again only when it would differ, so that Cargo sees no change where there is none.
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";

const TEXT = /\.(js|css|wasm|svg|json|txt|webmanifest)$/;

const [folder, ...names] = process.argv.slice(2);
for (const name of names) {
  const path = join(folder, name);
  const copy = `${path}.br`;
  if (!TEXT.test(name)) {
    rmSync(copy, { force: true });
    continue;
  }
  if (existsSync(copy) && statSync(copy).mtimeMs >= statSync(path).mtimeMs) continue;
  const bytes = readFileSync(path);
  writeFileSync(
    copy,
    brotliCompressSync(bytes, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
        [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
        [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
      },
    }),
  );
}
