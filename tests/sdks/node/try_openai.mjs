// openai: chat, streaming, embeddings, files, paging, refusals.

import OpenAI, { toFile } from "openai";
import { URL_, call, check, refused } from "./calls.mjs";

const client = new OpenAI({ apiKey: "sk-any", baseURL: `${URL_}/v1`, maxRetries: 1 });
const messages = [{ role: "user", content: "Say hello." }];

await call("models.list", async () => check((await client.models.list()).data.length > 0, "models"));
await call("models.retrieve", async () => check((await client.models.retrieve("small")).object === "model", "a model"));
await call("chat.completions.create", async () => {
  const made = await client.chat.completions.create({ model: "small", messages });
  check(typeof made.choices[0].message.content === "string", "content");
  check(!made.choices[0].message.tool_calls, "no tool is called");
});
await call("chat.completions.create({stream: true})", async () => {
  let chunks = 0;
  for await (const chunk of await client.chat.completions.create({ model: "small", messages, stream: true })) {
    check(chunk.object === "chat.completion.chunk", "a chunk");
    chunks += 1;
  }
  check(chunks > 0, "there are chunks");
});
await call("embeddings.create", async () => {
  const found = await client.embeddings.create({ model: "small", input: ["a"], encoding_format: "float" });
  check(found.data[0].embedding.length > 0, "a vector");
});
await call("files.create (upload)", async () => {
  check((await client.files.create({ file: await toFile(Buffer.from("{}"), "a.jsonl"), purpose: "batch" })).id, "an id");
});
await call("files.list (all pages)", async () => {
  let found = 0;
  for await (const _ of client.files.list({ limit: 2 })) if (++found === 100) break;
  check(found > 0 && found < 100, "it ends");
});
await call("files.content", async () => check((await client.files.content("file-1")).ok, "bytes"));
await call("files.delete", async () => check((await client.files.delete("file-1")).id, "an id"));
await refused("400: BadRequestError", OpenAI.BadRequestError, ["messages"], () =>
  client.chat.completions.create({ model: "small", messages: [] }),
);
await refused("404: NotFoundError", OpenAI.NotFoundError, [], () =>
  client.models.retrieve("small", { headers: { Prefer: "code=404" } }),
);
await refused("429 after its retries: RateLimitError", OpenAI.RateLimitError, [], () =>
  client.chat.completions.create({ model: "small", messages }, { headers: { Prefer: "code=429" } }),
);
