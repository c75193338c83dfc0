import { expect, it } from "vitest"
import { duckDb } from "../to-duckdb/engine.ts"
import { postgres } from "../to-postgres/engine.ts"
import { spark } from "../to-spark/engine.ts"
import { conformancePage } from "./page.testkit.ts"

// Another case, or another function that is translated: npx vitest run src/sql/conformance/page.test.ts -u
it("the page of what is verified is made of the cases", async () => {
  await expect(conformancePage([duckDb, postgres, spark])).toMatchFileSnapshot(
    "../../../docs/reference/redshift-conformance.md",
  )
})
