// @slack/web-api: forms, cursors, an upload in three steps, refusals.

import { LogLevel, WebClient } from "@slack/web-api";
import { URL_, call, check, refused } from "./calls.mjs";

const client = new WebClient("xoxb-any", { slackApiUrl: `${URL_}/api/`, logLevel: LogLevel.ERROR, retryConfig: { retries: 0 } });

await call("auth.test", async () => check((await client.auth.test()).ok, "ok"));
await call("chat.postMessage", async () => {
  const said = await client.chat.postMessage({ channel: "C1", text: "Hello", unfurl_links: false });
  check(said.ok && said.channel === "C1", "the channel");
});
await call("chat.postMessage(blocks)", async () => {
  const blocks = [{ type: "section", text: { type: "mrkdwn", text: "*Hello*" } }];
  check((await client.chat.postMessage({ channel: "C1", text: "Hello", blocks })).ok, "ok");
});
await call("chat.update", async () => check((await client.chat.update({ channel: "C1", ts: "1.2", text: "Bye" })).ok, "ok"));
await call("chat.delete", async () => check((await client.chat.delete({ channel: "C1", ts: "1.2" })).ok, "ok"));
await call("paginate(conversations.list)", async () => {
  let pages = 0;
  for await (const page of client.paginate("conversations.list", { limit: 2 })) {
    check(page.ok, "ok");
    if (++pages === 50) break;
  }
  check(pages < 50, "it ends");
});
await call("filesUploadV2", async () => {
  check((await client.filesUploadV2({ content: "text", filename: "a.txt", channel_id: "C1" })).ok, "ok");
});
await refused("a refusal: its error", Error, ["channel"], () => client.apiCall("chat.postMessage", { text: "Hello" }));
