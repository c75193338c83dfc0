/** The files of a new project, by path: small, and with one of everything that most projects have. */
export function newProject(name: string): Readonly<Record<string, string>> {
  return {
    "lux_project.yml": `name: ${name}
version: 0.1.0

# What the SQL is written in. With redshift it runs on DuckDB too, translated.
dialect: duckdb

target: dev
targets:
  dev:
    type: duckdb
    path: data/${name}.duckdb

models:
  ${name}:
    staging:
      +materialized: view
    marts:
      +materialized: table
`,
    "seeds/raw_orders.csv": `order_id,customer,ordered_at,status,amount_cents
1,Ada,2026-01-03,completed,3000
2,Grace,2026-01-04,completed,8000
3,Ada,2026-01-07,returned,1250
4,Edsger,2026-01-09,completed,450
5,Grace,2026-02-01,placed,2500
`,
    "seeds/seeds.yml": `seeds:
  - name: raw_orders
    description: Orders as the shop's system has them, one row an order.
`,
    "models/staging/stg_orders.sql": `select
    order_id,
    customer,
    cast(ordered_at as date) as ordered_on,
    status,
    {{from_cents "amount_cents"}} as amount
from {{ref "raw_orders"}}
`,
    "models/staging/staging.yml": `models:
  - name: stg_orders
    description: Orders, typed, with amounts in whole units.
    columns:
      - name: order_id
        description: Tells orders apart.
        data_tests: [unique, not_null]
      - name: status
        description: How far the order is.
        data_tests:
          - accepted_values:
              values: [placed, completed, returned]
      - name: amount
        description: What the customer pays.
        data_tests: [not_null]
`,
    "models/marts/customer_revenue.sql": `select
    customer,
    count(*) as orders,
    sum(amount) as revenue
from {{ref "stg_orders"}}
where status <> 'returned'
group by customer
`,
    "models/marts/marts.yml": `models:
  - name: customer_revenue
    description: What each customer ordered and kept.
    columns:
      - name: customer
        description: The customer's name.
        data_tests: [unique, not_null]
      - name: orders
        description: Number of orders.
      - name: revenue
        description: Sum of their amounts.
`,
    "macros/from_cents.sql": `{{#macro "from_cents" "column"}}round({{column}} / 100.0, 2){{/macro}}
`,
    "README.md": `# ${name}

\`\`\`sh
lux build                    # builds seeds and models, publishes what its checks let pass
lux show customer_revenue    # looks at the result
lux ls --select +customer_revenue    # what it is made of
\`\`\`

| folder | holds |
|---|---|
| \`seeds/\` | small CSV files that become tables |
| \`models/staging/\` | one view for each raw table: names and types as they should be |
| \`models/marts/\` | tables for those who ask questions |
| \`macros/\` | SQL that is used in more than one place |

The YAML files describe the models and say what must hold: \`data_tests\` are checked before a table is published.
The warehouse is the file \`data/${name}.duckdb\`. \`lux <command> --help\` says more.
`,
    ".gitignore": `# Artifacts
/target/
# The warehouse
/data/
# Packages, which lux deps installs
/lux_packages/
# Secrets
/.env
`,
  }
}
