/** Every warehouse does what a warehouse has to do. */
import { warehouseContract } from "../warehouse-contract.testkit.ts"
import { everyWarehouse, projectOn, sharedNetwork } from "./every-warehouse.testkit.ts"

const network = sharedNetwork()

for (const type of everyWarehouse)
  warehouseContract(type, (files) => projectOn(type, network(), files, "", 5))
