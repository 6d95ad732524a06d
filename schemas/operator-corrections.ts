import type { ModelSchema } from './compile-models.ts';

const argo = 'argoproj.io.v1alpha1';

/**
 * Corrects definitions of operators that are read otherwise than their OpenAPI documents say: types with a JSON of their
 * own, and fields that a controller fills in. `container` is that of Kubernetes.
 */
export function correctOperators(
  definitions: Record<string, ModelSchema>,
  container: ModelSchema | undefined,
): void {
  const template = definitions[`${argo}.Template`]?.properties;
  const script = definitions[`${argo}.ScriptTemplate`];
  if (!template || !script || !container) return;
  // Numbers and booleans are taken for the text that they are written as.
  definitions[`${argo}.AnyString`] = { type: ['string', 'number', 'boolean'] };
  // A list of lists: the steps of one group run together.
  definitions[`${argo}.ParallelSteps`] = {
    type: 'array',
    items: { $ref: `#/definitions/${argo}.WorkflowStep` },
  };
  // The main container of a pod is called "main" by the controller.
  const { required: _, ...nameless } = container;
  definitions[`${argo}.MainContainer`] = nameless;
  template.container = { ...template.container, $ref: `#/definitions/${argo}.MainContainer` };
  delete script.required;
}
