/** Calls of the Instagram Graph API. The token goes in a header, never in an address. */
import type { Calls, Field, Service, Write } from "lux-sql/collect"
import type * as z from "zod"
import { failureIn } from "./graph-errors.ts"
import type { Secret } from "./secret.ts"
import { usageIn } from "./usage-headers.ts"

export interface GraphApi {
  /** GET of a path such as `17841405309211844/recently_searched_hashtags`. */
  get<Shape>(
    path: string,
    parameters: Readonly<Record<string, string>>,
    shape: z.ZodType<Shape>,
  ): Promise<Shape>
  /** POST of a form. */
  post<Shape>(path: string, form: Readonly<Record<string, string>>, shape: z.ZodType<Shape>): Promise<Shape>
}

const service: Service = { failureIn, usageIn }
const address = "https://graph.facebook.com"

/** LUX_GRAPH_URL is another address, such as that of `lux dev instagram`. */
export function graphApi(
  calls: Calls,
  version: string,
  { access_token }: Secret,
  env: Readonly<Record<string, string | undefined>>,
): GraphApi {
  const base = `${(env["LUX_GRAPH_URL"] || address).replace(/\/+$/, "")}/${version}`
  const headers = { authorization: `Bearer ${access_token}` }
  return {
    get(path, parameters, shape) {
      const url = new URL(`${base}/${path}`)
      for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
      return calls.json({ url, headers }, shape, service)
    },
    post: (path, form, shape) =>
      calls.json({ url: new URL(`${base}/${path}`), method: "POST", headers, form }, shape, service),
  }
}

/** The fields of a model that the API is asked for. */
export function askedFields({ fields }: Write): string {
  return fields
    .filter(({ added }: Field) => !added)
    .map(({ from, name }) => from ?? name)
    .join(",")
}
