/** For tests: pages of a documentation site in a real browser, opened from disk. */
import axe from "axe-core"
import type { Browser, Page } from "playwright-core"
import type { TemporaryProject } from "./temporary-project.testkit.ts"

/** The site, and whatever goes wrong in it from now on: errors, and requests for anything but its own files. */
export async function opened(browser: Browser, project: Pick<TemporaryProject, "folder">) {
  const page = await browser.newPage()
  const problems: string[] = []
  page.on("pageerror", (error) => problems.push(String(error)))
  page.on("console", (message) => {
    if (message.type() === "error") problems.push(message.text())
  })
  page.on("request", (request) => {
    if (!/^(file|data):/.test(request.url())) problems.push(request.url())
  })
  await page.goto(address(project, ""))
  await page.locator("h1").waitFor()
  return { page, problems }
}

export function address({ folder }: Pick<TemporaryProject, "folder">, place: string): string {
  return `file://${folder}/target/site/index.html#/${place}`
}

export function isWiderThanItsWindow(page: Page): Promise<boolean> {
  return page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
}

/** What axe calls serious or critical. */
export async function seriousProblems(page: Page): Promise<readonly unknown[]> {
  await page.evaluate(axe.source)
  return page.evaluate(
    `axe.run(document, { resultTypes: ["violations"], preload: false }).then(({ violations }) => violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .map(({ id, nodes }) => [id, ...nodes.map(({ target }) => target.join(" "))]))`,
  )
}
