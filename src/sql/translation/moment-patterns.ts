/** The patterns of a format for dates and times, and what stands between them. */
export const momentPattern =
  /FM|"[^"]*"|SSSS|ssss|CC|cc|Y,YYY|y,yyy|YYYY|yyyy|IYYY|iyyy|YYY|yyy|IYY|iyy|YY|yy|IY|iy|RM|rm|TZ|tz|OF|A\.M\.|P\.M\.|a\.m\.|p\.m\.|IDDD|iddd|MONTH|Month|month|MON|Mon|mon|MM|mm|DDD|ddd|DAY|Day|day|DD|dd|DY|Dy|dy|D|d|HH24|hh24|HH12|hh12|HH|hh|MI|mi|SS|ss|MS|ms|US|us|AM|PM|am|pm|Q|q|WW|ww|W|w|IW|iw|ID|id|Y|y|I|i|J|j|[^\p{L}"]|[\s\S]/gu

/** Seconds since midnight, which would read as seconds twice. */
export function secondsTwice(text: string): string | undefined {
  return /(?<!S)(?:S{3}|S{5,})(?!S)/i.exec(text.replace(/"[^"]*"/g, ""))?.[0]
}

const readable = new Set("YYYY MM MONTH MON DDD DD HH24 HH12 HH MI SS MS US AM PM".split(" "))

/** The pattern in a format that is not verified for writing, or for reading, a date or time. */
export function momentProblem(text: string, use: "write" | "read" = "write"): string | undefined {
  const twice = secondsTwice(text)
  if (twice !== undefined) return twice
  for (const [piece] of text.matchAll(momentPattern)) {
    if (piece.startsWith('"') && piece.length > 1) continue
    if (use === "read" && /[\p{L}\d]/u.test(piece) && !readable.has(piece.toUpperCase())) return piece
    if (/^[\p{L}"\\]$/u.test(piece) && !/^[DIJQWY]$/i.test(piece)) return piece
  }
  return undefined
}
