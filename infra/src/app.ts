/** The stacks of an environment. */
import { App, type AppProps, Validations } from "aws-cdk-lib"
import { AwsSolutionsChecks } from "cdk-nag"
import { explainTemplate } from "./findings.ts"
import type { Surroundings } from "./lux-stack.ts"
import { AirflowStack } from "./stacks/airflow.ts"
import { CollectStack } from "./stacks/collect.ts"
import { DeliverStack } from "./stacks/deliver.ts"
import { LakeStack } from "./stacks/lake.ts"
import { NetworkStack } from "./stacks/network.ts"
import { RunStack } from "./stacks/run.ts"
import { SparkStack } from "./stacks/spark.ts"
import { WarehouseStack } from "./stacks/warehouse.ts"
import { WatchStack } from "./stacks/watch.ts"

export function luxApp(surroundings: Surroundings, props: AppProps = {}) {
  const app = new App({ analyticsReporting: false, ...props })
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app))
  explainTemplate(app, ["W3694", "An alias of a function is one: its address has the function's form."])
  const lake = new LakeStack(app, surroundings)
  const network = new NetworkStack(app, surroundings, lake)
  const collect = new CollectStack(app, surroundings, lake)
  const warehouse = new WarehouseStack(app, surroundings, { lake, network })
  const spark = new SparkStack(app, surroundings, lake)
  const neighbours = { lake, network, collect, warehouse, spark }
  const run = new RunStack(app, surroundings, neighbours)
  const airflow =
    surroundings.settings.run.scheduler === "airflow"
      ? new AirflowStack(app, surroundings, { ...neighbours, run })
      : undefined
  const watch = new WatchStack(app, surroundings, { ...neighbours, run, airflow })
  const { repository } = surroundings.settings.delivery
  if (repository !== undefined) new DeliverStack(app, surroundings, repository, { ...neighbours, run })
  return { app, ...neighbours, run, watch }
}
