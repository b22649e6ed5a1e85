// A world of the mock for each test: what a test prepares and what its page sends stay apart from all other tests.
import { expect, test as base, type TestInfo } from "@playwright/test";
import { randomUUID } from "node:crypto";
import createClient from "openapi-fetch";
import type { components, paths as Control } from "../types/control.d.ts";
import type { paths as Parcels } from "../types/parcels.d.ts";

const MOCK = process.env.MOCK_URL ?? "http://localhost:8000";
export const control = createClient<Control>({ baseUrl: `${MOCK}/_mock` });

control.use({
  async onResponse({ request, response }) {
    if (!response.ok) throw new Error(`${request.method} ${request.url}: ${await response.text()}`);
  },
});

/** The title, so that a person finds the world; then what no other run, worker or retry has. */
function nameWorld({ title, workerIndex, retry }: TestInfo): string {
  const words = title.replace(/[^A-Za-z0-9]+/g, "-").replace(/^-/, "").slice(0, 60) || "test";
  return `${words}.${workerIndex}.${retry}.${randomUUID().slice(0, 8)}`;
}

export class World {
  readonly header: { "Mock-World": string };
  readonly parcels; // a client of the mocked API itself, in this world

  constructor(readonly name: string) {
    this.header = { "Mock-World": name };
    this.parcels = createClient<Parcels>({ baseUrl: `${MOCK}/v1`, headers: { "X-Api-Key": "of-a-test", ...this.header } });
  }
}

function tell({ method, path, status, violations }: components["schemas"]["Exchange"]): string {
  const reasons = violations.map((v) => `\n    ${v.location} ${v.pointer}: ${v.message} (${v.document})`);
  return `  ${method} ${path} (${status})${reasons.join("")}`;
}

export const test = base.extend<{ world: World }>({
  world: [
    async ({ context, baseURL }, use, testInfo) => {
      const world = new World(nameWorld(testInfo));
      const params = { path: { world: world.name } };
      // Only to the mock. A field for all requests (extraHTTPHeaders) would tell other hosts the name, and make the
      // browser ask them first whether they want it (a preflight), so that fonts and scripts from there would fail.
      await context.route(`${baseURL}/v1/**`, (route) =>
        route.continue({ headers: { ...route.request().headers(), ...world.header } }),
      );
      await use(world);
      const { data } = await control.GET("/worlds/{world}/journal", { params: { ...params, query: { limit: 1000 } } });
      await testInfo.attach("conversation.json", { body: JSON.stringify(data, null, 1), contentType: "application/json" });
      const broken = data!.exchanges.filter((each) => each.violations.length);
      expect(broken, `the contract is broken in world ${world.name}:\n${broken.map(tell).join("\n")}`).toHaveLength(0);
    },
    { auto: true },
  ],
});

export { expect };
