import { airflowArgumentInvalid } from './airflow-argument-invalid.ts';
import { airflowArgumentRemoved } from './airflow-argument-removed.ts';
import { airflowArgumentUnknown } from './airflow-argument-unknown.ts';
import { airflowCredentialPlain } from './airflow-credential-plain.ts';
import { airflowDagsFolderUnmounted } from './airflow-dags-folder-unmounted.ts';
import { airflowExecutorRoleInsufficient } from './airflow-executor-role-insufficient.ts';
import { airflowImportMoved } from './airflow-import-moved.ts';
import { airflowOptionInvalid } from './airflow-option-invalid.ts';
import { airflowOptionRemoved } from './airflow-option-removed.ts';
import { airflowOptionRenamed } from './airflow-option-renamed.ts';
import { airflowOptionUnknown } from './airflow-option-unknown.ts';
import { airflowPodTemplateMissing } from './airflow-pod-template-missing.ts';
import { airflowTemplateConflict } from './airflow-template-conflict.ts';
import { airflowVersionSkew } from './airflow-version-skew.ts';
import { airflowWorkerContainerMisnamed } from './airflow-worker-container-misnamed.ts';
import { apiVersionDeprecated } from './api-version-deprecated.ts';
import { apiVersionRemoved } from './api-version-removed.ts';
import { autoscalerBoundsInvalid } from './autoscaler-bounds-invalid.ts';
import { autoscalerReplicasConflict } from './autoscaler-replicas-conflict.ts';
import { autoscalerTargetWithoutRequests } from './autoscaler-target-without-requests.ts';
import { configMapKeyMissing } from './config-map-key-missing.ts';
import { configMapMissing } from './config-map-missing.ts';
import { containerPrivileged } from './container-privileged.ts';
import { containerRunsAsRoot } from './container-runs-as-root.ts';
import { credentialHardcoded } from './credential-hardcoded.ts';
import { credentialInConfigMap } from './credential-in-config-map.ts';
import { cronConcurrencyAllowed } from './cron-concurrency-allowed.ts';
import { cronJobNameTooLong } from './cron-job-name-too-long.ts';
import { cronScheduleInvalid } from './cron-schedule-invalid.ts';
import { cronScheduleNever } from './cron-schedule-never.ts';
import { cronStartingDeadlineShort } from './cron-starting-deadline-short.ts';
import { cronTimeZoneInline } from './cron-time-zone-inline.ts';
import { dagsterArgumentMissing } from './dagster-argument-missing.ts';
import { dagsterArgumentUnknown } from './dagster-argument-unknown.ts';
import { dagsterConfigCase } from './dagster-config-case.ts';
import { dagsterConfigIgnored } from './dagster-config-ignored.ts';
import { dagsterConfigNotList } from './dagster-config-not-list.ts';
import { dagsterConfigUnknown } from './dagster-config-unknown.ts';
import { dagsterEnvFormat } from './dagster-env-format.ts';
import { dagsterImportUnknown } from './dagster-import-unknown.ts';
import { dagsterLauncherMisplaced } from './dagster-launcher-misplaced.ts';
import { dagsterNameInvalid } from './dagster-name-invalid.ts';
import { dagsterPipesPodInvalid } from './dagster-pipes-pod-invalid.ts';
import { dagsterTagNotString } from './dagster-tag-not-string.ts';
import { dataVolumeEphemeral } from './data-volume-ephemeral.ts';
import { disruptionBudgetBlocksEviction } from './disruption-budget-blocks-eviction.ts';
import { disruptionBudgetMissing } from './disruption-budget-missing.ts';
import { extendedResourceUnequal } from './extended-resource-unequal.ts';
import { fieldTooNew } from './field-too-new.ts';
import { hostNamespaceShared } from './host-namespace-shared.ts';
import { hostPathMounted } from './host-path-mounted.ts';
import { imageReferenceInvalid } from './image-reference-invalid.ts';
import { imageTagLatest } from './image-tag-latest.ts';
import { jobDeadlineMissing } from './job-deadline-missing.ts';
import { jobHistoryUnbounded } from './job-history-unbounded.ts';
import { jobRestartPolicyInvalid } from './job-restart-policy-invalid.ts';
import { kindUnknown } from './kind-unknown.ts';
import { limitRangeInconsistent } from './limit-range-inconsistent.ts';
import { limitRangeViolated } from './limit-range-violated.ts';
import { listKeyDuplicate } from './list-key-duplicate.ts';
import { nameDuplicate } from './name-duplicate.ts';
import { nameInvalid } from './name-invalid.ts';
import { namespaceMissing } from './namespace-missing.ts';
import { objectDuplicate } from './object-duplicate.ts';
import { prefectArgumentUnknown } from './prefect-argument-unknown.ts';
import { prefectFlowArgumentUnknown } from './prefect-flow-argument-unknown.ts';
import { prefectImportRemoved } from './prefect-import-removed.ts';
import { prefectJobManifestInvalid } from './prefect-job-manifest-invalid.ts';
import { prefectJobVariableInvalid } from './prefect-job-variable-invalid.ts';
import { prefectKeyIgnored } from './prefect-key-ignored.ts';
import { prefectNameInvalid } from './prefect-name-invalid.ts';
import { prefectScheduleInvalid } from './prefect-schedule-invalid.ts';
import { prefectTemplateDefaultInvalid } from './prefect-template-default-invalid.ts';
import { prefectTemplateVariableUndeclared } from './prefect-template-variable-undeclared.ts';
import { prefectTemplateVariableUnused } from './prefect-template-variable-unused.ts';
import { probeMissing } from './probe-missing.ts';
import { prometheusNamespaceUnscraped } from './prometheus-namespace-unscraped.ts';
import { prometheusRegexInvalid } from './prometheus-regex-invalid.ts';
import { prometheusRelabelInvalid } from './prometheus-relabel-invalid.ts';
import { prometheusTargetUnmatched } from './prometheus-target-unmatched.ts';
import { pythonModelArgumentUnknown } from './python-model-argument-unknown.ts';
import { quantityInvalid } from './quantity-invalid.ts';
import { quantitySuspicious } from './quantity-suspicious.ts';
import { quotaExceeded } from './quota-exceeded.ts';
import { quotaMissing } from './quota-missing.ts';
import { quotaNeedsResources } from './quota-needs-resources.ts';
import { quotaResourceUnknown } from './quota-resource-unknown.ts';
import { resourceLimitsMissing } from './resource-limits-missing.ts';
import { resourceRequestAboveLimit } from './resource-request-above-limit.ts';
import { resourceRequestsMissing } from './resource-requests-missing.ts';
import { roleMissing } from './role-missing.ts';
import { roleWildcard } from './role-wildcard.ts';
import { roleWritesSecrets } from './role-writes-secrets.ts';
import { scaleTargetMissing } from './scale-target-missing.ts';
import { schemaFieldMissing } from './schema-field-missing.ts';
import { schemaFieldUnknown } from './schema-field-unknown.ts';
import { schemaKeyDuplicate } from './schema-key-duplicate.ts';
import { schemaTypeMismatch } from './schema-type-mismatch.ts';
import { schemaValueInvalid } from './schema-value-invalid.ts';
import { secretKeyMissing } from './secret-key-missing.ts';
import { secretMissing } from './secret-missing.ts';
import { selectorMatchesNothing } from './selector-matches-nothing.ts';
import { selectorMismatch } from './selector-mismatch.ts';
import { serviceAccountDefault } from './service-account-default.ts';
import { serviceAccountMissing } from './service-account-missing.ts';
import { servicePortUnmatched } from './service-port-unmatched.ts';
import { volumeClaimMissing } from './volume-claim-missing.ts';
import { volumeClaimSharedOnce } from './volume-claim-shared-once.ts';
import { volumeMountUndefined } from './volume-mount-undefined.ts';
import { yamlSyntax } from './yaml-syntax.ts';
import type { Rule } from './rule.ts';

/** Every rule, by id. Written by `npm run generate`. */
export const rules: readonly Rule[] = [
  airflowArgumentInvalid,
  airflowArgumentRemoved,
  airflowArgumentUnknown,
  airflowCredentialPlain,
  airflowDagsFolderUnmounted,
  airflowExecutorRoleInsufficient,
  airflowImportMoved,
  airflowOptionInvalid,
  airflowOptionRemoved,
  airflowOptionRenamed,
  airflowOptionUnknown,
  airflowPodTemplateMissing,
  airflowTemplateConflict,
  airflowVersionSkew,
  airflowWorkerContainerMisnamed,
  apiVersionDeprecated,
  apiVersionRemoved,
  autoscalerBoundsInvalid,
  autoscalerReplicasConflict,
  autoscalerTargetWithoutRequests,
  configMapKeyMissing,
  configMapMissing,
  containerPrivileged,
  containerRunsAsRoot,
  credentialHardcoded,
  credentialInConfigMap,
  cronConcurrencyAllowed,
  cronJobNameTooLong,
  cronScheduleInvalid,
  cronScheduleNever,
  cronStartingDeadlineShort,
  cronTimeZoneInline,
  dagsterArgumentMissing,
  dagsterArgumentUnknown,
  dagsterConfigCase,
  dagsterConfigIgnored,
  dagsterConfigNotList,
  dagsterConfigUnknown,
  dagsterEnvFormat,
  dagsterImportUnknown,
  dagsterLauncherMisplaced,
  dagsterNameInvalid,
  dagsterPipesPodInvalid,
  dagsterTagNotString,
  dataVolumeEphemeral,
  disruptionBudgetBlocksEviction,
  disruptionBudgetMissing,
  extendedResourceUnequal,
  fieldTooNew,
  hostNamespaceShared,
  hostPathMounted,
  imageReferenceInvalid,
  imageTagLatest,
  jobDeadlineMissing,
  jobHistoryUnbounded,
  jobRestartPolicyInvalid,
  kindUnknown,
  limitRangeInconsistent,
  limitRangeViolated,
  listKeyDuplicate,
  nameDuplicate,
  nameInvalid,
  namespaceMissing,
  objectDuplicate,
  prefectArgumentUnknown,
  prefectFlowArgumentUnknown,
  prefectImportRemoved,
  prefectJobManifestInvalid,
  prefectJobVariableInvalid,
  prefectKeyIgnored,
  prefectNameInvalid,
  prefectScheduleInvalid,
  prefectTemplateDefaultInvalid,
  prefectTemplateVariableUndeclared,
  prefectTemplateVariableUnused,
  probeMissing,
  prometheusNamespaceUnscraped,
  prometheusRegexInvalid,
  prometheusRelabelInvalid,
  prometheusTargetUnmatched,
  pythonModelArgumentUnknown,
  quantityInvalid,
  quantitySuspicious,
  quotaExceeded,
  quotaMissing,
  quotaNeedsResources,
  quotaResourceUnknown,
  resourceLimitsMissing,
  resourceRequestAboveLimit,
  resourceRequestsMissing,
  roleMissing,
  roleWildcard,
  roleWritesSecrets,
  scaleTargetMissing,
  schemaFieldMissing,
  schemaFieldUnknown,
  schemaKeyDuplicate,
  schemaTypeMismatch,
  schemaValueInvalid,
  secretKeyMissing,
  secretMissing,
  selectorMatchesNothing,
  selectorMismatch,
  serviceAccountDefault,
  serviceAccountMissing,
  servicePortUnmatched,
  volumeClaimMissing,
  volumeClaimSharedOnce,
  volumeMountUndefined,
  yamlSyntax,
];
