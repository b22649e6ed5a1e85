// @notionhq/client: a version in a header field, cursors, refusals.

import { APIResponseError, Client, LogLevel, iteratePaginatedAPI } from "@notionhq/client";
import { URL_, call, check, refused } from "./calls.mjs";

const client = new Client({ auth: "any", baseUrl: URL_, logLevel: LogLevel.ERROR, logger: () => {}, retry: false });
const properties = { title: { title: [{ text: { content: "Boats" } }] } };

async function count(iterator) {
  let found = 0;
  for await (const _ of iterator) if (++found === 100) break;
  return found;
}
const ends = (found) => check(found > 0 && found < 100, `it ends: ${found}`);

await call("users.list", async () => check((await client.users.list({ page_size: 2 })).results.length, "users"));
await call("users.list (all pages)", async () => ends(await count(iteratePaginatedAPI(client.users.list, {}))));
await call("pages.create", async () => {
  check((await client.pages.create({ parent: { page_id: "p1" }, properties })).object === "page", "a page");
});
await call("pages.retrieve", async () => check((await client.pages.retrieve({ page_id: "p1" })).id, "an id"));
await call("pages.update", async () => {
  check((await client.pages.update({ page_id: "p1", in_trash: true })).in_trash === true, "in the trash");
});
await call("blocks.children.list (all pages)", async () => {
  ends(await count(iteratePaginatedAPI(client.blocks.children.list, { block_id: "b1" })));
});
await call("blocks.children.append", async () => {
  const children = [{ type: "divider", divider: {} }];
  check((await client.blocks.children.append({ block_id: "b1", children })).object === "list", "a list");
});
await call("blocks.delete", async () => check((await client.blocks.delete({ block_id: "b1" })).object === "block", "it"));
await call("search (all pages)", async () => ends(await count(iteratePaginatedAPI(client.search, { query: "boats" }))));
await refused("400: APIResponseError", APIResponseError, ["parent"], () => client.pages.create({ properties }));
