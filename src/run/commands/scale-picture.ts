/** Of one that stays as it is: a page has many of them. */
const mostBytes = 256 * 1024
const mostScaledBytes = 1024 * 1024
/** It takes four bytes a pixel while it is scaled. */
const mostPixels = 40_000_000

type Size = readonly [width: number, height: number]

interface PictureKind {
  readonly type: string
  isOne(bytes: Buffer): boolean
  /** In pixels; undefined where it does not say. Missing for a kind that is never scaled. */
  sizeOf?(bytes: Buffer): Size | undefined
}

const kinds: readonly PictureKind[] = [
  {
    type: "image/png",
    isOne: (bytes) => bytes.toString("latin1", 0, 8) === "\x89PNG\r\n\x1a\n",
    sizeOf: (bytes) => (bytes.length < 24 ? undefined : [bytes.readUInt32BE(16), bytes.readUInt32BE(20)]),
  },
  {
    type: "image/jpeg",
    isOne: (bytes) => bytes.toString("latin1", 0, 3) === "\xff\xd8\xff",
    sizeOf: sizeOfJpeg,
  },
  { type: "image/gif", isOne: (bytes) => /^GIF8[79]a$/.test(bytes.toString("latin1", 0, 6)) },
  { type: "image/webp", isOne: (bytes) => /^RIFF....WEBP$/s.test(bytes.toString("latin1", 0, 12)) },
]

/**
 * A picture as a `data:` address, known by what it begins with and not by its name. PNG and JPEG are scaled down so that
 * the longer side has at most `side` pixels. No SVG: that is a document of its own. Undefined if it is not a picture, is
 * damaged, or is too large.
 */
export async function scaledPicture(bytes: Buffer, side: number): Promise<string | undefined> {
  const kind = kinds.find(({ isOne }) => isOne(bytes))
  if (kind === undefined) return undefined
  const size = kind.sizeOf?.(bytes)
  if (kind.sizeOf !== undefined && size === undefined) return undefined
  const fits = size === undefined || Math.max(...size) <= side
  if (fits && bytes.length <= mostBytes) return addressOf(kind.type, bytes)
  if (size === undefined || size[0] * size[1] > mostPixels) return undefined
  const { resizePicture } = await import("./resize-picture.ts")
  const scaled = await resizePicture(bytes, Math.min(side, Math.max(...size))).catch(() => undefined)
  return scaled === undefined || scaled.length > mostScaledBytes ? undefined : addressOf(kind.type, scaled)
}

function addressOf(type: string, bytes: Buffer): string {
  return `data:${type};base64,${bytes.toString("base64")}`
}

/** Of the frame header, which follows segments that say their length (ITU-T T.81, annex B). */
function sizeOfJpeg(bytes: Buffer): Size | undefined {
  for (let at = 2; at + 9 <= bytes.length && bytes[at] === 0xff; ) {
    const marker = bytes[at + 1] ?? 0
    // A fill byte stands alone.
    if (marker === 0xff) {
      at++
      continue
    }
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc
    if (isFrame) return [bytes.readUInt16BE(at + 7), bytes.readUInt16BE(at + 5)]
    at += 2 + bytes.readUInt16BE(at + 2)
  }
  return undefined
}
