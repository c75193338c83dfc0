/** A source of JSON files of sales, named by when they were collected: `raw/sales_2023-09-01_100015.json` below `lake`. */
export const salesSource = `sources:
  - name: lake
    external: {root: lake}
    tables:
      - name: sales
        external: {format: json, path: 'raw/sales_*.json', collected_at: 'sales_%Y-%m-%d_%H%M%S.json'}
        columns: [{name: id, data_type: bigint}, {name: shop, data_type: varchar(20)}]
`
