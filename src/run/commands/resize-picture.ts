import { createJimp } from "@jimp/core"
import jpeg from "@jimp/js-jpeg"
import png from "@jimp/js-png"
import { methods } from "@jimp/plugin-resize"

const Jimp = createJimp({ formats: [jpeg, png], plugins: [methods] })

/** The same kind of picture, upright, with `side` pixels on its longer side. Throws for a damaged one. */
export async function resizePicture(bytes: Buffer, side: number): Promise<Buffer> {
  const picture = await Jimp.fromBuffer(bytes, { "image/jpeg": { maxMemoryUsageInMB: 1024 } })
  picture.scaleToFit({ w: side, h: side })
  return picture.mime === "image/png"
    ? picture.getBuffer("image/png")
    : picture.getBuffer("image/jpeg", { quality: 85 })
}
