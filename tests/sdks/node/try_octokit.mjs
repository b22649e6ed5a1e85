// @octokit/rest: routes by name, pages by Link fields, a vendor's media type in Accept, refusals.

import { Octokit } from "@octokit/rest";
import { URL_, call, check, refused } from "./calls.mjs";

const silent = { debug() {}, info() {}, warn() {}, error() {} };
const octokit = new Octokit({ auth: "any", baseUrl: URL_, log: silent });
const boats = { owner: "acme", repo: "boats" };

await call("users.getAuthenticated", async () => check((await octokit.users.getAuthenticated()).data.login, "a login"));
await call("repos.get", async () => {
  const { data } = await octokit.repos.get(boats);
  check(data.full_name === "acme/boats" && data.url.startsWith(URL_), "a repository whose links lead here");
});
await call("issues.create", async () => {
  const made = await octokit.issues.create({ ...boats, title: "Leak", labels: ["bug"] });
  check(made.status === 201 && made.data.title === "Leak" && made.headers.location.startsWith(URL_), "an issue");
});
await call("issues.get", async () => check((await octokit.issues.get({ ...boats, issue_number: 7 })).data.number === 7, "it"));
await call("issues.update", async () => {
  const { data } = await octokit.issues.update({ ...boats, issue_number: 7, state: "closed" });
  check(data.state === "closed", "it is closed");
});
await call("issues.createComment", async () => {
  const { data } = await octokit.issues.createComment({ ...boats, issue_number: 7, body: "Fixed." });
  check(data.body === "Fixed.", "the comment");
});
await call("paginate(issues.listForRepo)", async () => {
  let pages = 0;
  for await (const { data } of octokit.paginate.iterator(octokit.issues.listForRepo, { ...boats, per_page: 2 })) {
    check(Array.isArray(data), "a list");
    if (++pages === 50) break;
  }
  check(pages > 1 && pages < 50, `${pages} pages`);
});
await call("repos.getContent (format: object)", async () => {
  const { data } = await octokit.repos.getContent({ ...boats, path: "a.txt", mediaType: { format: "object" } });
  check(Buffer.from(data.content, "base64").toString() === "hello", "the file");
});
await call("issues.deleteLabel", async () => {
  check((await octokit.issues.deleteLabel({ ...boats, name: "bug" })).status === 204, "204");
});
await refused("404: RequestError", "HttpError", [], () => octokit.repos.get({ ...boats, headers: { prefer: "code=404" } }));
await refused("422: RequestError", "HttpError", ["title"], () =>
  octokit.request("POST /repos/{owner}/{repo}/issues", { ...boats, body: "Water." }),
);
