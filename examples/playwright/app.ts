// The page: the parcels of one sender, and a form that hands in another one.
import createClient from "openapi-fetch";
import type { components, paths } from "./types/parcels.d.ts";

type Parcel = components["schemas"]["Parcel"];

const api = createClient<paths>({ baseUrl: "/v1", headers: { "X-Api-Key": "of-this-page" } });
const form = element<HTMLFormElement>("form");
const list = element("ul");
const problem = element("[role=alert]");
const progress = element("[role=status]");
let loading = new AbortController();

function element<E extends HTMLElement>(selector: string): E {
  return document.querySelector<E>(selector)!;
}

/** Show the parcels. A load that still runs is given up for the new one. */
async function load(): Promise<void> {
  loading.abort();
  const { signal } = (loading = new AbortController());
  problem.textContent = "";
  progress.textContent = "Loading…";
  try {
    const { data, response } = await api.GET("/parcels", { signal });
    if (data) show(data.parcels);
    else problem.textContent = `The parcels cannot be loaded (${response.status}).`;
  } catch {
    if (signal.aborted) return;
    problem.textContent = "The parcels cannot be loaded: no connection.";
  }
  progress.textContent = "";
}

async function send(event: SubmitEvent): Promise<void> {
  event.preventDefault();
  const fields = new FormData(form);
  const body = { to: String(fields.get("to")), grams: Number(fields.get("grams")) };
  const { error } = await api.POST("/parcels", { body });
  if (error) {
    problem.textContent = `The parcel was not accepted: ${error.error}`;
    return;
  }
  form.reset();
  await load();
}

async function recall(id: string): Promise<void> {
  await api.DELETE("/parcels/{id}", { params: { path: { id } } });
  await load();
}

function show(parcels: Parcel[]): void {
  list.replaceChildren(...parcels.map(row));
}

function row(parcel: Parcel): HTMLElement {
  const [item, name, state, button] = ["li", "span", "span", "button"].map((tag) => document.createElement(tag));
  name!.textContent = `${parcel.to}, ${parcel.grams} g`;
  state!.textContent = parcel.state;
  button!.textContent = "Recall";
  button!.addEventListener("click", () => recall(parcel.id));
  item!.append(name!, state!, button!);
  return item!;
}

form.addEventListener("submit", send);
element("#reload").addEventListener("click", load);
void load();
