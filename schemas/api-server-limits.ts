import type { ModelSchema } from './compile-models.ts';

/**
 * Corrects a definition where the API server is more generous or stricter than the models say. All of it was found by
 * dry runs against Kubernetes 1.36 (`fieldValidation=Strict`): each required field left out, each number out of bounds.
 */
export function applyServerLimits(name: string, schema: ModelSchema): void {
  const required = schema.required?.filter((field) => !acceptedWithout[name]?.includes(field)) ?? [];
  if (required.length > 0) schema.required = required;
  else delete schema.required;
  for (const [field, [minimum, maximum]] of Object.entries(bounds[name] ?? {})) {
    setBounds(propertyOf(name, schema, field), minimum, maximum);
  }
  for (const field of fileModes[name] ?? []) propertyOf(name, schema, field).format = 'file-mode';
  for (const [field, values] of Object.entries(enums[name] ?? {}))
    propertyOf(name, schema, field).enum = [...values];
  for (const field of notEmpty[name] ?? []) {
    const property = propertyOf(name, schema, field);
    if (property.type === 'array') property.minItems = 1;
    else property.minLength = 1;
  }
}

function propertyOf(name: string, schema: ModelSchema, field: string): ModelSchema {
  const property = schema.properties?.[field];
  if (!property) throw new Error(`the models have no ${name}.${field} any more`);
  return property;
}

function setBounds(property: ModelSchema, minimum: number, maximum: number | undefined): void {
  if (property.$ref?.endsWith('/util.intstr.IntOrString')) {
    delete property.$ref;
    property['x-kubernetes-int-or-string'] = true;
  }
  property.minimum = minimum;
  if (maximum !== undefined) property.maximum = maximum;
}

/** Required fields that may be left out: Go fills in zero, false or an empty text, which is valid there. */
const acceptedWithout: Readonly<Record<string, readonly string[]>> = {
  'apiextensions.v1.CustomResourceDefinitionVersion': ['served', 'storage'],
  'apps.v1.ControllerRevision': ['revision'],
  'core.v1.Event': ['involvedObject'],
  'core.v1.HTTPHeader': ['value'],
  'core.v1.ISCSIPersistentVolumeSource': ['lun'],
  'core.v1.ISCSIVolumeSource': ['lun'],
  'core.v1.LimitRangeSpec': ['limits'],
  'core.v1.PreferredSchedulingTerm': ['preference'],
  'core.v1.SleepAction': ['seconds'],
  'core.v1.Sysctl': ['value'],
  'core.v1.TypedLocalObjectReference': ['kind'],
  'core.v1.TypedObjectReference': ['kind'],
  'discovery.v1.ForNode': ['name'],
  'discovery.v1.ForZone': ['name'],
  'storage.v1.CSIDriver': ['spec'],
  'storage.v1.TokenRequest': ['audience'],
};

type Bounds = readonly [minimum: number, maximum?: number];

const port: Bounds = [1, 65_535];
/** Zero stands for "not set". */
const optionalPort: Bounds = [0, 65_535];
const id: Bounds = [0, 2 ** 31 - 1];
const natural: Bounds = [0];
const positive: Bounds = [1];

const bounds: Readonly<Record<string, Readonly<Record<string, Bounds>>>> = {
  'apps.v1.DaemonSetSpec': { minReadySeconds: natural, revisionHistoryLimit: natural },
  'apps.v1.DeploymentSpec': {
    minReadySeconds: natural,
    progressDeadlineSeconds: natural,
    replicas: natural,
    revisionHistoryLimit: natural,
  },
  'apps.v1.ReplicaSetSpec': { minReadySeconds: natural, replicas: natural },
  'apps.v1.RollingUpdateDeployment': { maxSurge: natural, maxUnavailable: natural },
  'apps.v1.RollingUpdateStatefulSetStrategy': { partition: natural },
  'apps.v1.StatefulSetSpec': { minReadySeconds: natural, replicas: natural },
  'autoscaling.v1.HorizontalPodAutoscalerSpec': {
    maxReplicas: positive,
    minReplicas: natural,
    targetCPUUtilizationPercentage: positive,
  },
  'autoscaling.v2.HPAScalingPolicy': { periodSeconds: [1, 1_800], value: positive },
  'autoscaling.v2.HPAScalingRules': { stabilizationWindowSeconds: [0, 3_600] },
  'autoscaling.v2.HorizontalPodAutoscalerSpec': { maxReplicas: positive, minReplicas: natural },
  'autoscaling.v2.MetricTarget': { averageUtilization: positive },
  'batch.v1.CronJobSpec': {
    failedJobsHistoryLimit: natural,
    startingDeadlineSeconds: natural,
    successfulJobsHistoryLimit: natural,
  },
  'batch.v1.JobSpec': {
    activeDeadlineSeconds: natural,
    backoffLimit: natural,
    backoffLimitPerIndex: natural,
    completions: natural,
    maxFailedIndexes: natural,
    parallelism: natural,
    ttlSecondsAfterFinished: natural,
  },
  'core.v1.ClientIPConfig': { timeoutSeconds: [1, 86_400] },
  'core.v1.ContainerPort': { containerPort: port, hostPort: optionalPort },
  'core.v1.EndpointPort': { port },
  'core.v1.GRPCAction': { port },
  'core.v1.HTTPGetAction': { port },
  'core.v1.ISCSIVolumeSource': { lun: [0, 255] },
  'core.v1.PodSecurityContext': { fsGroup: id, runAsGroup: id, runAsUser: id },
  'core.v1.PodSpec': { activeDeadlineSeconds: [1, 2 ** 31 - 1] },
  'core.v1.PreferredSchedulingTerm': { weight: [1, 100] },
  'core.v1.Probe': {
    failureThreshold: natural,
    initialDelaySeconds: natural,
    periodSeconds: natural,
    successThreshold: natural,
    timeoutSeconds: natural,
  },
  'core.v1.ReplicationControllerSpec': { minReadySeconds: natural, replicas: natural },
  'core.v1.SecurityContext': { runAsGroup: id, runAsUser: id },
  'core.v1.ServiceAccountTokenProjection': { expirationSeconds: [600, 2 ** 32] },
  'core.v1.ServicePort': { port, targetPort: optionalPort },
  'core.v1.SleepAction': { seconds: natural },
  'core.v1.TCPSocketAction': { port },
  'core.v1.TopologySpreadConstraint': { maxSkew: positive, minDomains: positive },
  'core.v1.WeightedPodAffinityTerm': { weight: [1, 100] },
  'networking.v1.NetworkPolicyPort': { endPort: optionalPort, port },
  'networking.v1.ServiceBackendPort': { number: optionalPort },
  'policy.v1.PodDisruptionBudgetSpec': { maxUnavailable: natural, minAvailable: natural },
};

/** Permissions, 0 to 0777 in octal. */
const fileModes: Readonly<Record<string, readonly string[]>> = {
  'core.v1.ConfigMapVolumeSource': ['defaultMode'],
  'core.v1.DownwardAPIVolumeFile': ['mode'],
  'core.v1.DownwardAPIVolumeSource': ['defaultMode'],
  'core.v1.KeyToPath': ['mode'],
  'core.v1.ProjectedVolumeSource': ['defaultMode'],
  'core.v1.SecretVolumeSource': ['defaultMode'],
};

const enums: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  'apps.v1.StatefulSetPersistentVolumeClaimRetentionPolicy': {
    whenDeleted: ['Delete', 'Retain'],
    whenScaled: ['Delete', 'Retain'],
  },
  'autoscaling.v2.HPAScalingPolicy': { type: ['Percent', 'Pods'] },
  'autoscaling.v2.HPAScalingRules': { selectPolicy: ['Disabled', 'Max', 'Min'] },
  'autoscaling.v2.MetricSpec': { type: ['ContainerResource', 'External', 'Object', 'Pods', 'Resource'] },
  'autoscaling.v2.MetricTarget': { type: ['AverageValue', 'Utilization', 'Value'] },
  'batch.v1.PodFailurePolicyOnPodConditionsPattern': { status: ['False', 'True', 'Unknown'] },
  'core.v1.Container': { restartPolicy: ['Always', 'Never', 'OnFailure'] },
  'core.v1.PodOS': { name: ['linux', 'windows'] },
  'rbac.v1.RoleRef': { apiGroup: ['rbac.authorization.k8s.io'], kind: ['ClusterRole', 'Role'] },
  'rbac.v1.Subject': { kind: ['Group', 'ServiceAccount', 'User'] },
};

/** Texts and lists that are refused where nothing is in them. */
const notEmpty: Readonly<Record<string, readonly string[]>> = {
  'core.v1.PodSpec': ['containers'],
  'core.v1.VolumeMount': ['mountPath', 'name'],
  'rbac.v1.RoleRef': ['name'],
  'rbac.v1.Subject': ['name'],
};
