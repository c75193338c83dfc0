import type { JobFlowInstancesConfig, RunJobFlowCommandInput } from "@aws-sdk/client-emr"
import type { EmrSpark, TransientCluster } from "../../project/target/spark-settings.ts"
import type { SparkOptions } from "../open-spark.ts"
import { ownTags } from "./remote-work.ts"

/** Minutes that Spot has to give nodes before they are on-demand ones. */
const spotPatience = 10

/** The cluster of one command. It ends by itself when it has nothing to do, also where lux was killed. */
export function clusterRequest(
  settings: EmrSpark,
  cluster: TransientCluster,
  options: SparkOptions,
  onDemand: boolean,
): RunJobFlowCommandInput {
  const { release, serviceRole, instanceProfile, idleLimit } = cluster
  return {
    Name: `lux ${options.project.name}`.slice(0, 256),
    ReleaseLabel: release,
    Applications: [{ Name: "Spark" }],
    LogUri: settings.logs,
    ServiceRole: serviceRole,
    JobFlowRole: instanceProfile,
    VisibleToAllUsers: true,
    AutoTerminationPolicy: { IdleTimeout: Math.max(1, idleLimit) * 60 },
    Instances: {
      ...(cluster.fleets ? fleets(cluster, onDemand) : groups(cluster, onDemand)),
      KeepJobFlowAliveWhenNoSteps: true,
      TerminationProtected: false,
    },
    Tags: Object.entries(ownTags(settings, options)).map(([Key, Value]) => ({ Key, Value })),
  }
}

function fleets(
  { instanceTypes, instances, spot, subnets }: TransientCluster,
  onDemand: boolean,
): JobFlowInstancesConfig {
  const isSpot = spot && !onDemand
  return {
    InstanceFleets: [
      {
        InstanceFleetType: "MASTER",
        TargetOnDemandCapacity: 1,
        InstanceTypeConfigs: instanceTypes.slice(0, 1).map((InstanceType) => ({ InstanceType })),
      },
      {
        InstanceFleetType: "CORE",
        ...(isSpot ? { TargetSpotCapacity: instances } : { TargetOnDemandCapacity: instances }),
        InstanceTypeConfigs: instanceTypes.map((InstanceType) => ({ InstanceType, WeightedCapacity: 1 })),
        ...(isSpot
          ? {
              LaunchSpecifications: {
                SpotSpecification: {
                  TimeoutDurationMinutes: spotPatience,
                  TimeoutAction: "SWITCH_TO_ON_DEMAND",
                  AllocationStrategy: "price-capacity-optimized",
                },
              },
            }
          : {}),
      },
    ],
    ...(subnets.length === 0 ? {} : { Ec2SubnetIds: [...subnets] }),
  }
}

function groups(
  { instanceTypes: [InstanceType], instances, spot, subnets: [subnet] }: TransientCluster,
  onDemand: boolean,
): JobFlowInstancesConfig {
  return {
    InstanceGroups: [
      { InstanceRole: "MASTER", InstanceType, InstanceCount: 1, Market: "ON_DEMAND" },
      {
        InstanceRole: "CORE",
        InstanceType,
        InstanceCount: instances,
        Market: spot && !onDemand ? "SPOT" : "ON_DEMAND",
      },
    ],
    ...(subnet === undefined ? {} : { Ec2SubnetId: subnet }),
  }
}
