// A world of the mock for each test: what a test prepares and what its page sends stay apart from all other tests.
import { test as base, type TestInfo } from "@playwright/test";
import { randomUUID } from "node:crypto";
import createClient from "openapi-fetch";
import { control, MOCK, type Schemas } from "./control.ts";
import type { paths as Parcels } from "../types/parcels.d.ts";

export class World {
  readonly header: { "Mock-World": string };
  readonly path: { world: string }; // for operations of the control API
  readonly parcels; // a client of the mocked API itself
  readonly allowed: string[] = []; // how rules begin that the test breaks on purpose: "state."
  private readonly expected: Schemas["Verification"][] = [];

  constructor(readonly name: string) {
    this.header = { "Mock-World": name };
    this.path = { world: name };
    const headers = { "X-Api-Key": "of-a-test", ...this.header };
    this.parcels = createClient<Parcels>({ baseUrl: `${MOCK}/v1`, headers });
  }

  /** Replace all rows of these resources. */
  seed(body: Schemas["Seed"]) {
    return control.PATCH("/worlds/{world}/state/{api}", { params: { path: { ...this.path, api: "parcels" } }, body });
  }
  respond(body: Schemas["Preparation"]) {
    return control.POST("/worlds/{world}/responses", { params: { path: this.path }, body });
  }
  fault(body: Schemas["NewFault"]) {
    return control.POST("/worlds/{world}/faults", { params: { path: this.path }, body });
  }
  /** Fail the test at its end unless there was exactly one such request, or as many as `count` says. */
  expects(match: Schemas["Match"], count: Schemas["Count"] = { exactly: 1 }) {
    this.expected.push({ match, count });
  }

  /** Return what is wrong: each broken clause of the contract, and requests that are expected but were not sent. */
  async complaints(): Promise<string[]> {
    const params = { path: this.path, query: { violations: true, limit: 1000 } };
    const { data } = await control.GET("/worlds/{world}/journal", { params });
    const complaints = data!.exchanges.flatMap(({ method, path, violations }) =>
      violations
        .filter(({ rule }) => !this.allowed.some((start) => rule.startsWith(start)))
        .map((v) => `${method} ${path}: ${v.location} ${v.pointer ?? v.name ?? ""}: ${v.message} (${v.document ?? v.rule})`),
    );
    for (const body of this.expected) {
      const { data } = await control.POST("/worlds/{world}/verify", { params: { path: this.path }, body });
      if (!data!.verified) complaints.push(`expected ${data!.expected}; there were ${data!.count}`);
      complaints.push(...data!.nearest.map((each) => `  ${each.request}: ${each.differences.join("; ") || "matches"}`));
    }
    return complaints;
  }
}

/** The title, for people who look for the world; then what no other worker, retry, run or colleague has. */
function nameWorld({ title, workerIndex, retry }: TestInfo): string {
  const words = title.replace(/[^A-Za-z0-9]+/g, "-").replace(/^-/, "").slice(0, 60) || "test";
  return `${words}.${workerIndex}.${retry}.${randomUUID().slice(0, 8)}`;
}

export const test = base.extend<{ world: World }>({
  world: [
    async ({ context, baseURL }, use, testInfo) => {
      const world = new World(nameWorld(testInfo));
      await control.POST("/worlds", { body: { name: world.name } });
      // Only what Vite passes to the mock: extraHTTPHeaders would tell all hosts, and browsers ask those first (CORS).
      await context.route(`${baseURL}/v1/**`, (route) =>
        route.continue({ headers: { ...route.request().headers(), ...world.header } }),
      );
      await use(world);
      const params = { path: world.path, query: { format: "har" } } as const;
      const { data } = await control.GET("/worlds/{world}/journal/export", { params, parseAs: "text" });
      await testInfo.attach("conversation.har", { body: String(data), contentType: "application/json" });
      const complaints = await world.complaints();
      if (complaints.length) throw new Error(`World ${world.name}:\n  ${complaints.join("\n  ")}`);
    },
    { auto: true },
  ],
});
