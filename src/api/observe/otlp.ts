/**
 * Traces and metrics as JSON of OTLP 1.x (https://opentelemetry.io/docs/specs/otlp/), the form of Protobuf's JSON with ids in
 * hexadecimal. Written here: the packages of OpenTelemetry are a dozen, and lux makes two kinds of requests.
 */
type Value = string | number | boolean

export type Attributes = Readonly<Record<string, Value | undefined>>

export interface Span {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId: string | undefined
  readonly name: string
  /** internal: work of lux; client: a call of the warehouse. */
  readonly kind: "internal" | "client"
  /** Milliseconds since 1970, with fractions. */
  readonly startedAt: number
  readonly endedAt: number
  readonly attributes: Attributes
  /** Why it failed. */
  readonly error: string | undefined
}

export interface Gauge {
  readonly name: string
  /** Of UCUM: `s`, `{node}`. */
  readonly unit: string
  readonly points: readonly { readonly value: number; readonly attributes: Attributes }[]
}

interface Source {
  readonly resource: Attributes
  readonly version: string
}

const kinds = { internal: 1, client: 3 } as const

export function traceRequest(spans: readonly Span[], { resource, version }: Source): string {
  return JSON.stringify({
    resourceSpans: [
      {
        resource: { attributes: listOf(resource) },
        scopeSpans: [
          {
            scope: { name: "lux", version },
            spans: spans.map((span) => ({
              traceId: span.traceId,
              spanId: span.spanId,
              ...(span.parentSpanId === undefined ? {} : { parentSpanId: span.parentSpanId }),
              name: span.name,
              kind: kinds[span.kind],
              startTimeUnixNano: nanos(span.startedAt),
              endTimeUnixNano: nanos(span.endedAt),
              attributes: listOf(span.attributes),
              status: span.error === undefined ? { code: 1 } : { code: 2, message: span.error },
            })),
          },
        ],
      },
    ],
  })
}

export function metricRequest(gauges: readonly Gauge[], at: number, { resource, version }: Source): string {
  return JSON.stringify({
    resourceMetrics: [
      {
        resource: { attributes: listOf(resource) },
        scopeMetrics: [
          {
            scope: { name: "lux", version },
            metrics: gauges.map(({ name, unit, points }) => ({
              name,
              unit,
              gauge: {
                dataPoints: points.map(({ value, attributes }) => ({
                  timeUnixNano: nanos(at),
                  asDouble: value,
                  attributes: listOf(attributes),
                })),
              },
            })),
          },
        ],
      },
    ],
  })
}

function listOf(attributes: Attributes): readonly unknown[] {
  return Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [{ key, value: anyValue(value) }],
  )
}

/** Whole numbers are texts in Protobuf's JSON. */
function anyValue(value: Value): unknown {
  if (typeof value === "string") return { stringValue: value }
  if (typeof value === "boolean") return { boolValue: value }
  return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value }
}

function nanos(milliseconds: number): string {
  return String(BigInt(Math.round(milliseconds * 1000)) * 1000n)
}
