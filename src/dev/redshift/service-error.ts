/** An error as the service words it. */
export class ServiceError extends Error {
  readonly type: string
  readonly status: number
  readonly details: Readonly<Record<string, unknown>>

  /** `type` is such as `ValidationException`. */
  constructor(type: string, message: string, status = 400, details: Readonly<Record<string, unknown>> = {}) {
    super(message)
    this.type = type
    this.status = status
    this.details = details
  }
}

export function invalid(message: string): ServiceError {
  return new ServiceError("ValidationException", message)
}
