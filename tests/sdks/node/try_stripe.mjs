// stripe: forms with nested members, automatic paging, search, an upload to another host, refusals.

import Stripe from "stripe";
import { URL_, call, check, refused } from "./calls.mjs";

const { hostname, port } = new URL(URL_);
const stripe = new Stripe("sk_test_any", { host: hostname, port, protocol: "http", maxNetworkRetries: 0 });

async function count(list) {
  let found = 0;
  for await (const _ of list) if (++found === 100) break;
  return found;
}

await call("customers.create", async () => {
  const made = await stripe.customers.create({
    email: "ann@example.com", name: "Ann", address: { city: "Oslo" }, metadata: { plan: "blue" }, preferred_locales: ["nb"],
  });
  check(made.email === "ann@example.com" && made.name === "Ann", "what was sent comes back");
});
await call("customers.retrieve", async () => check((await stripe.customers.retrieve("cus_1")).id, "an id"));
await call("customers.update", async () => {
  check((await stripe.customers.update("cus_1", { name: "Anne" })).name === "Anne", "the new name");
});
await call("customers.del", async () => check((await stripe.customers.del("cus_1")).deleted, "deleted"));
await call("customers.list (all pages)", async () => {
  const found = await count(stripe.customers.list({ limit: 2 }));
  check(found > 0 && found < 100, "it ends");
});
await call("customers.search (all pages)", async () => {
  const found = await count(stripe.customers.search({ query: "name:'Ann'" }));
  check(found > 0 && found < 100, "it ends");
});
await call("paymentIntents.create", async () => {
  const made = await stripe.paymentIntents.create({ amount: 1200, currency: "eur", confirm: true });
  check(made.amount === 1200 && !made.last_payment_error, "the amount, and no error");
});
await refused("422: StripeError", Stripe.errors.StripeError, ["currency"], () =>
  stripe.paymentIntents.create({ amount: 1200, currency: "EURO" }),
);
await refused("429: StripeRateLimitError", Stripe.errors.StripeRateLimitError, [], () =>
  stripe.customers.retrieve("cus_1", {}, { headers: { Prefer: "code=429" } }),
);
