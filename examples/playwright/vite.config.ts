import { defineConfig } from "vite";

const MOCK = process.env.MOCK_URL ?? "http://localhost:8000";

export default defineConfig({
  optimizeDeps: { include: ["openapi-fetch"] }, // else Vite may find it while a test runs, and reload the page
  server: {
    // The page asks its own origin for /v1/…, and Vite passes that on: no CORS, and cookies are those of the page.
    // The Host field stays the page's, so that addresses in responses (Location, links) lead back through here.
    proxy: { "/v1": { target: MOCK, changeOrigin: false } },
  },
});
