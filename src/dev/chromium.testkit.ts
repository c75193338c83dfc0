/** For tests of pages: a Chromium of this machine, without a network. */
import { existsSync } from "node:fs"
import { type Browser, chromium } from "playwright-core"
import { needing } from "./needing.testkit.ts"

const places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]
const found = process.env["LUX_TEST_CHROMIUM"] ?? places.find((place) => existsSync(place))

export const needingChromium = needing("Chromium: apt-get install chromium", found !== undefined)

export function startChromium(): Promise<Browser> {
  return chromium.launch({
    ...(found === undefined ? {} : { executablePath: found }),
    args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"],
  })
}
