import { LuxError } from "../../errors.ts"
import { hideSecrets } from "../../secrets.ts"
import type { Attributes } from "./otlp.ts"
import type { Send } from "./outbox.ts"
import { postJson } from "./post-json.ts"

type Env = Readonly<Record<string, string | undefined>>

export interface OtlpSettings {
  /** Undefined where the environment says that there are none. */
  readonly traces: Send | undefined
  readonly metrics: Send | undefined
  readonly resource: Attributes
}

/**
 * What the variables of OpenTelemetry say (https://opentelemetry.io/docs/specs/otel/protocol/exporter/). The warning LUX-2354 for
 * what lux cannot send.
 */
export function otlpSettings(env: Env): OtlpSettings | LuxError {
  const send = (signal: "traces" | "metrics"): Send | undefined => {
    const own = signal.toUpperCase()
    if (env[`OTEL_${own}_EXPORTER`] === "none") return undefined
    const protocol = env[`OTEL_EXPORTER_OTLP_${own}_PROTOCOL`] || env["OTEL_EXPORTER_OTLP_PROTOCOL"]
    if (protocol === "grpc") throw new Error("the protocol grpc")
    const given = env[`OTEL_EXPORTER_OTLP_${own}_ENDPOINT`]
    const common = env["OTEL_EXPORTER_OTLP_ENDPOINT"]
    if (!given && !common) return undefined
    const address = new URL(given || `${(common ?? "").replace(/\/+$/, "")}/v1/${signal}`)
    const headers = pairs(env[`OTEL_EXPORTER_OTLP_${own}_HEADERS`] || env["OTEL_EXPORTER_OTLP_HEADERS"])
    hideSecrets(Object.fromEntries(Object.entries(headers).map(([name, value]) => [`${name}_SECRET`, value])))
    return sendTo(address, headers)
  }
  try {
    return {
      traces: send("traces"),
      metrics: send("metrics"),
      resource: { ...pairs(env["OTEL_RESOURCE_ATTRIBUTES"]), ...service(env) },
    }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return new LuxError("LUX-2354", `no telemetry is sent: ${why} is not supported`, {
      hint: "lux sends OTLP by HTTP as JSON. Set OTEL_EXPORTER_OTLP_ENDPOINT to such an address, usually of port 4318.",
    })
  }
}

function service(env: Env): Attributes {
  const given = pairs(env["OTEL_RESOURCE_ATTRIBUTES"])["service.name"]
  return { "service.name": env["OTEL_SERVICE_NAME"] || given || "lux" }
}

/** `name=value,name=value`, with values as in an address. */
function pairs(text = ""): Readonly<Record<string, string>> {
  return Object.fromEntries(
    text.split(",").flatMap((pair) => {
      const at = pair.indexOf("=")
      return at < 1 ? [] : [[pair.slice(0, at).trim(), decodeURIComponent(pair.slice(at + 1).trim())]]
    }),
  )
}

function sendTo(address: URL, headers: Readonly<Record<string, string>>): Send {
  return async (text, signal) => await postJson(address, headers, text, signal)
}
