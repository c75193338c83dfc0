/** Pictures as a page embeds them: scaled down where they are large, and never decoded where that could take all memory. */
import { Buffer } from "node:buffer"
import { crc32, deflateSync } from "node:zlib"
import { createJimp } from "@jimp/core"
import jpeg from "@jimp/js-jpeg"
import png from "@jimp/js-png"
import { describe, expect, it } from "vitest"
import { scaledPicture } from "./scale-picture.ts"

const Jimp = createJimp({ formats: [jpeg, png] })

/** The left half is red, the right half blue. */
function halves(width: number, height: number) {
  const picture = new Jimp({ width, height })
  for (let at = 0; at < width * height; at++)
    picture.bitmap.data.writeUInt32BE(at % width < width / 2 ? 0xff0000ff : 0x0000ffff, at * 4)
  return picture
}

async function shown(bytes: Buffer, side = 192) {
  const address = await scaledPicture(bytes, side)
  const [, type, text] = /^data:([^;]+);base64,(.*)$/.exec(address ?? "") ?? []
  if (text === undefined) return undefined
  const { width, height, bitmap } = await Jimp.fromBuffer(Buffer.from(text, "base64"))
  const pixel = (x: number, y: number): string => {
    const [red = 0, , blue = 0] = bitmap.data.subarray((y * width + x) * 4)
    return red > 200 ? "red" : blue > 200 ? "blue" : "other"
  }
  return {
    type,
    size: [width, height],
    corners: [pixel(2, 2), pixel(width - 3, 2), pixel(2, height - 3)],
  }
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data])
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(data.length)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, sum])
}

function header(width: number, height: number): Buffer {
  const data = Buffer.alloc(13)
  data.writeUInt32BE(width, 0)
  data.writeUInt32BE(height, 4)
  data.set([8, 2], 8)
  return Buffer.concat([Buffer.from("89504e470d0a1a0a", "hex"), chunk("IHDR", data)])
}

/** A JPEG with an Exif segment that says how the camera was held. */
function turned(bytes: Buffer, orientation: number): Buffer {
  const exif = Buffer.from(
    "ffe10022457869660000 4d4d002a00000008 0001 0112000300000001 00000000 00000000".replaceAll(" ", ""),
    "hex",
  )
  exif.writeUInt16BE(orientation, exif.length - 8)
  return Buffer.concat([bytes.subarray(0, 2), exif, bytes.subarray(2)])
}

describe("a large picture", () => {
  it("of a camera is scaled down as it is", async () => {
    const bytes = await halves(3000, 2000).getBuffer("image/jpeg", { quality: 90 })
    expect(await shown(bytes)).toEqual({
      type: "image/jpeg",
      size: [192, 128],
      corners: ["red", "blue", "red"],
    })
  })
  it("with a transparent ground stays a PNG", async () => {
    const bytes = await halves(400, 900).getBuffer("image/png")
    expect(await shown(bytes)).toEqual({
      type: "image/png",
      size: [85, 192],
      corners: ["red", "blue", "red"],
    })
  })
  it("that a camera took on its side stands upright", async () => {
    const bytes = turned(await halves(600, 300).getBuffer("image/jpeg"), 6)
    expect(await shown(bytes)).toEqual({
      type: "image/jpeg",
      size: [96, 192],
      corners: ["red", "red", "blue"],
    })
  })
  it("of few pixels and many bytes is written again", async () => {
    const [first, rest] = [
      await halves(50, 50).getBuffer("image/png"),
      chunk("tEXt", Buffer.alloc(400_000, "a")),
    ]
    const bytes = Buffer.concat([first.subarray(0, 33), rest, first.subarray(33)])
    expect(await shown(bytes)).toMatchObject({ type: "image/png", size: [50, 50] })
    expect((await scaledPicture(bytes, 192))?.length).toBeLessThan(10_000)
  })
})

it.each([
  ["a JPEG", halves(150, 150).getBuffer("image/jpeg")],
  ["a PNG", halves(192, 10).getBuffer("image/png")],
  ["a GIF", Promise.resolve(Buffer.from("GIF89a and what follows", "latin1"))],
  ["a WebP", Promise.resolve(Buffer.from("RIFF\n\0\0\0WEBPVP8 ", "latin1"))],
])("%s that is small stays what it is, to the byte", async (_, picture) => {
  const bytes = await picture
  expect((await scaledPicture(bytes, 192))?.split(",")[1]).toBe(bytes.toString("base64"))
})

it.each([
  ["nothing", Buffer.alloc(0)],
  ["a document", Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'/>")],
  ["a GIF of 300 KiB", Buffer.concat([Buffer.from("GIF89a"), Buffer.alloc(300 * 1024)])],
  [
    "a PNG that says to be 100,000 pixels wide",
    Buffer.concat([
      header(100_000, 100_000),
      chunk("IDAT", deflateSync(Buffer.alloc(100))),
      chunk("IEND", Buffer.alloc(0)),
    ]),
  ],
  ["a PNG without its pixels", header(1000, 1000)],
  ["a JPEG that ends early", Buffer.from("ffd8ffe000104a464946000101", "hex")],
  [
    "a JPEG whose segments have no length",
    Buffer.concat([Buffer.from("ffd8ffe00000ffe00000", "hex"), Buffer.alloc(300 * 1024, 0xff)]),
  ],
])("%s is no picture", async (_, bytes) => expect(await scaledPicture(bytes, 192)).toBeUndefined())

it("half a JPEG is no picture, or one of its size", async () => {
  const bytes = await halves(1000, 500).getBuffer("image/jpeg")
  const found = await shown(bytes.subarray(0, bytes.length / 2))
  expect([undefined, "192,96"]).toContain(found?.size.join())
})
