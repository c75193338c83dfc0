import MiniSearch from "minisearch"
import { maskedDeep } from "../secrets.ts"
import type { SiteContext } from "./context.ts"
import { searchOptions } from "./search-options.ts"

/** The index of everything that can be searched for, ready to be looked up in: building it in the browser would take seconds. */
export function searchData({ shown }: SiteContext): unknown {
  const index = new MiniSearch(searchOptions)
  index.addAll(
    // A secret is masked before it is cut into words.
    maskedDeep(
      shown.map(({ node, said, columns, index: id, name }) => {
        const { resource } = node
        return {
          id,
          name,
          columns: columns.map((column) => column.name).join(" "),
          about: [resource.description, ...columns.map(({ description }) => description)].join("\n"),
          tags: [...said.tags, said.group ?? "", said.resource_type].join(" "),
          sql: node.authored,
        }
      }),
    ),
  )
  return index.toJSON()
}
