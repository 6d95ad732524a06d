import {
  NotificationType,
  type Range,
  RequestType,
  type TextDocumentIdentifier,
  type TextDocumentPositionParams,
} from 'vscode-languageserver-protocol';

/** What the connected cluster has: names and keys, never values. */
export interface ClusterFacts {
  /** The kubeconfig context they come from; undefined where no cluster is connected any more. */
  readonly context?: string;
  /** Of the API server, as `1.36`. */
  readonly version?: string;
  /** All that is known: what is absent here was not found, or may not be listed. */
  readonly objects: readonly ClusterObject[];
  /** Of the kinds that CustomResourceDefinitions define, as many as could be read. */
  readonly schemas?: readonly ClusterSchema[];
}

interface ClusterObject {
  readonly kind: string;
  /** Absent for a cluster-scoped object. */
  readonly namespace?: string;
  readonly name: string;
  /** Names of the keys of a ConfigMap or Secret, where they are known. */
  readonly keys?: readonly string[];
}

/** The schema of a kind in one of the versions that the cluster serves. */
interface ClusterSchema {
  /** As `keda.sh/v1alpha1`. */
  readonly apiVersion: string;
  readonly kind: string;
  /** The `openAPIV3Schema` of the definition, as JSON. */
  readonly schema: string;
}

/** Client to server: replaces all that was sent before. */
export const clusterFacts = new NotificationType<ClusterFacts>('podium/clusterFacts');

/** A version that a document is checked against. */
export interface VersionInForce {
  /** What it is the version of, in words: `Airflow`, `cncf-kubernetes`. */
  readonly name: string;
  readonly version: string;
  /** The file that names it; absent where a setting or the cluster does. */
  readonly uri?: string;
}

/** Client to server: the versions that a document is checked against; those that nothing settles are left out. */
export const versionsInForce = new RequestType<{ readonly uri: string }, readonly VersionInForce[], void>(
  'podium/versions',
);

/** What an orchestrator makes of a place: a pod, or a job. */
export interface EffectivePod {
  /** As `Job of deployment "nightly"`. */
  readonly title: string;
  /** A manifest in YAML whose comments say where each value comes from. */
  readonly text: string;
}

/** Client to server: null where nothing at the position makes a pod through an orchestrator. */
export const effectivePod = new RequestType<TextDocumentPositionParams, EffectivePod | null, void>(
  'podium/effectivePod',
);

/** How a part of a manifest is written: with the models of the Kubernetes client, as a dict in either spelling, or in YAML. */
export type ConversionTarget = 'models' | 'snake' | 'camel' | 'manifest';

export interface ConversionParams {
  readonly textDocument: TextDocumentIdentifier;
  /** What is to be converted stands around it. */
  readonly range: Range;
  readonly to: ConversionTarget;
}

export interface Converted {
  /** In the words of the Kubernetes client: `V1Container`. */
  readonly type: string;
  readonly text: string;
}

/** Client to server: null where nothing that Podium can convert stands there. */
export const convert = new RequestType<ConversionParams, Converted | null, void>('podium/convert');
