// The control API of the mock, typed by the document that the mock itself serves.
import createClient from "openapi-fetch";
import type { components, paths } from "../types/control.d.ts";

export type Schemas = components["schemas"];
export const MOCK = process.env.MOCK_URL ?? "http://localhost:8000";
export const control = createClient<paths>({ baseUrl: `${MOCK}/_mock` });

control.use({
  async onResponse({ request, response }) {
    if (!response.ok) throw new Error(`${request.method} ${request.url}: ${await response.text()}`);
  },
});
