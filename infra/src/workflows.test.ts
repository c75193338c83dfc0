/** The workflows of the repository, and the comment that they write on a pull request. */
import { spawnSync } from "node:child_process"
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, describe, expect, it } from "vitest"
import { parse } from "yaml"
import { tool } from "../../src/dev/tools.testkit.ts"
import { root } from "./synthesised.testkit.ts"

const folder = join(root, ".github/workflows")
const files = readdirSync(folder)
const actionlint = tool("actionlint")
const zizmor = tool("zizmor")

describe("the workflows", () => {
  actionlint.needing.it("have no finding of actionlint", () => {
    expect(files.length).toBeGreaterThan(2)
    expect(
      actionlint.run(
        files.map((file) => join(folder, file)),
        root,
      ),
    ).toEqual({ code: 0, text: "" })
  })

  zizmor.needing.it("have no finding of zizmor", () => {
    expect(zizmor.run(["--offline", "--quiet", folder], root)).toMatchObject({ code: 0 })
  })

  it("use actions by the hash of their commit, and no key that lasts", () => {
    for (const file of files) {
      const text = readFileSync(join(folder, file), "utf8")
      for (const [, action] of text.matchAll(/uses: (\S+)/g)) expect(action).toMatch(/@[0-9a-f]{40}$/)
      expect(text).not.toMatch(/AWS_SECRET_ACCESS_KEY|aws-secret-access-key/)
    }
  })

  it("deploy only what somebody approved, and one after the other", () => {
    const deploy = parse(readFileSync(join(folder, "deploy.yml"), "utf8"))
    expect(deploy).toMatchObject({
      on: { push: { branches: ["main"] } },
      concurrency: { "cancel-in-progress": false },
      jobs: { stacks: { environment: "production", needs: "image" } },
    })
  })
})

describe("the comment of a pull request", () => {
  const place = mkdtempSync(join(tmpdir(), "lux-pull-request-"))
  afterAll(() => rmSync(place, { recursive: true, force: true }))

  const copied = (name: string): string => {
    const project = join(place, name)
    for (const part of ["lux_project.yml", "models", "macros", "tests", "seeds", "lambdas", "package.json"])
      cpSync(join(root, part), join(project, part), { recursive: true })
    symlinkSync(join(root, "node_modules"), join(project, "node_modules"))
    return project
  }

  it("says what is modified and why, what was built, and which checks fail", { timeout: 180_000 }, () => {
    const base = copied("base")
    const project = copied("changed")
    const model = join(project, "models/marts/hashtag_count.sql")
    const before = readFileSync(model, "utf8")
    const changed = before.replace("desc, related_hashtag", "desc, related_hashtag desc")
    expect(changed).not.toBe(before)
    writeFileSync(model, changed)
    writeFileSync(
      join(project, "tests/no_common_hashtag.sql"),
      'select * from {{ref "hashtag_count"}} where hashtag_frequency > 5 limit 1\n',
    )
    const comment = join(place, "comment.md")
    const { status, stderr } = spawnSync(
      process.execPath,
      [
        join(root, ".github/scripts/slim-build.mjs"),
        "--base",
        base,
        "--project",
        project,
        "--comment",
        comment,
      ],
      { encoding: "utf8" },
    )
    expect(stderr).toBe("")
    expect(status).toBe(1)
    const text = readFileSync(comment, "utf8")
    expect(text).toContain("### The changed nodes do not build")
    expect(text).toMatch(
      /luxury_brands\.marts\.hashtag_count\n {2}body sql\n[^#]*\+ ?order by .* related_hashtag desc\n/,
    )
    expect(text).toContain("luxury_brands.no_common_hashtag\n  new")
    expect(text).not.toContain("unmodified")
    expect(text).toMatch(/\| `hashtag_count` \| error \|/)
    expect(text).toMatch(/\| `no_common_hashtag` \| fail \| 1 \|/)
    // What is not behind the change is not built again.
    expect(text).not.toContain("| `brand`")
  })
})
