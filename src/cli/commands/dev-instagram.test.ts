/** `lux dev instagram` through the real command. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, describe, expect, it } from "vitest"
import { lux } from "../../dev/lux-process.testkit.ts"

const folder = mkdtempSync(join(tmpdir(), "lux-dev-instagram-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe("lux dev instagram", () => {
  it("serves until Ctrl-C, and says how to reach it", async () => {
    let said = ""
    let asking: Promise<unknown> | undefined
    let clock: unknown
    const { code, stderr } = await lux(
      ["dev", "instagram", "--port", "0", "--clock", "2026-01-05T10:00:00Z"],
      {
        cwd: folder,
        onOutput: (text, kill) => {
          said += text
          const url = /export LUX_GRAPH_URL=(\S+)\n/.exec(said)?.[1]
          if (url === undefined || !said.includes("LUX_INSTAGRAM_USER_ID=")) return
          asking ??= fetch(`${url}/_lux/clock`)
            .then(async (response) => {
              clock = await response.json()
            })
            .finally(() => kill("SIGINT"))
        },
      },
    )
    await asking
    expect({ code, stderr }).toEqual({
      code: 130,
      stderr: "\nstopping ... (Ctrl-C again to stop at once)\n",
    })
    expect(said).toContain("where it is 2026-01-05T10:00:00Z")
    expect(clock).toEqual({ now: expect.stringMatching(/^2026-01-05T10:00:/) })
  })

  it("runs a command next to it, and exits as that does", async () => {
    const script = `fetch(process.env.LUX_GRAPH_URL + "/v27.0/" + process.env.LUX_INSTAGRAM_USER_ID, {
      headers: { authorization: "Bearer " + process.env.LUX_INSTAGRAM_TOKEN }
    }).then(async (response) => { console.log(await response.text()); process.exit(3) })`
    const { code, stdout } = await lux(
      ["dev", "instagram", "--port", "0", "--exec", `'${process.execPath}' -e '${script}'`],
      { cwd: folder },
    )
    expect({ code, stdout }).toEqual({ code: 3, stdout: '{"id":"17841405309211844"}\n' })
  })

  it.each([
    [["--port", "70000"], "LUX-9004 --port takes 65535 at most"],
    [["--clock", "yesterday"], "LUX-9004 --clock takes an instant in UTC"],
    [["--clock", "2026-02-30"], "LUX-9004 --clock takes an instant in UTC"],
    [["--faults", "5"], "LUX-9004 --faults takes a share from 0 to 1"],
    [["--users", "0"], "LUX-9004 --users takes a whole number from 1 on"],
    [["--replay", "nothing"], "LUX-3200 "],
  ])("refuses %j", async (args, message) => {
    const { code, stdout, stderr } = await lux(["dev", "instagram", ...args], { cwd: folder })
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" })
    expect(stderr).toContain(message)
  })
})
