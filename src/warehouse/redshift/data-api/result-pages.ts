import {
  type ColumnMetadata,
  GetStatementResultCommand,
  type GetStatementResultResponse,
} from "@aws-sdk/client-redshift-data"
import { fieldValue } from "./field-values.ts"
import type { ServiceClient } from "./service-client.ts"

export interface ResultPage {
  readonly columns: readonly ColumnMetadata[]
  readonly rows: readonly Readonly<Record<string, unknown>>[]
}

/** The pages of a result, one after another. */
export async function* resultPages(service: ServiceClient, id: string): AsyncGenerator<ResultPage> {
  let token: string | undefined
  do {
    const NextToken = token
    const page = await service.repeatedly((client) =>
      client.send(new GetStatementResultCommand({ Id: id, NextToken })),
    )
    yield pageOf(page)
    token = page.NextToken
  } while (token !== undefined && token !== "")
}

function pageOf({
  ColumnMetadata: columns = [],
  Records = [],
}: Partial<GetStatementResultResponse>): ResultPage {
  return {
    columns,
    rows: Records.map((record) =>
      Object.fromEntries(
        record.map((field, index) => {
          const column = columns[index] ?? {}
          return [column.label ?? column.name ?? `column${index + 1}`, fieldValue(field, column)]
        }),
      ),
    ),
  }
}
