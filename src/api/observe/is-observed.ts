type Env = Readonly<Record<string, string | undefined>>

/** Whether the environment asks for events of OpenLineage. Apart, so that a run without them loads nothing of it. */
export function isObserved(env: Env): boolean {
  if (/^(1|true)$/i.test(env["OPENLINEAGE_DISABLED"] ?? "")) return false
  return Boolean(env["OPENLINEAGE_URL"] || env["OPENLINEAGE__TRANSPORT__TYPE"])
}

/** The same for traces and metrics of OpenTelemetry. */
export function hasTelemetry(env: Env): boolean {
  if (/^true$/i.test(env["OTEL_SDK_DISABLED"] ?? "")) return false
  return ["", "_TRACES", "_METRICS"].some((of) => Boolean(env[`OTEL_EXPORTER_OTLP${of}_ENDPOINT`]))
}
