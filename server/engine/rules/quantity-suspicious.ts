import { type Amount, podAmounts, resourceAmounts } from '../model/quantities.ts';
import { quantityAt } from '../model/quantity.ts';
import { replaceScalar } from '../syntax/edit.ts';
import { defineRule, type Finding } from './rule.ts';

export const quantitySuspicious = defineRule({
  id: 'quantity-suspicious',
  severity: 'warning',
  summary: 'A quantity is valid, and means something else than it seems to',
  why: 'In Kubernetes `m` is a thousandth: `512m` of memory is half a byte, and the container is killed as it starts. A CPU count without a unit is whole CPUs: a pod that asks for `500` of them waits for ever.',

  *pod(pod) {
    for (const it of podAmounts(pod)) yield* judge(it);
  },

  *resource(resource) {
    for (const it of resourceAmounts(resource)) yield* judge(it);
  },

  before: `
apiVersion: v1
kind: Pod
metadata: { name: etl }
spec:
  containers:
    - name: etl
      image: my-company/etl:2.7.0
      resources:
        limits:
          cpu: 500
#              ^^^ quantity-suspicious: "500" of cpu is 500 whole CPUs, did you mean "500m"?
          memory: 512m # half a gigabyte
#                 ^^^^ quantity-suspicious: "512m" of memory is less than a byte, did you mean "512Mi"?
`,
  after: `
apiVersion: v1
kind: Pod
metadata: { name: etl }
spec:
  containers:
    - name: etl
      image: my-company/etl:2.7.0
      resources:
        limits:
          cpu: 500m
          memory: 512Mi # half a gigabyte
`,
});

function* judge({ resource, node, isTotal }: Amount): Iterable<Finding> {
  const value = quantityAt(node);
  const [, digits = '', unit = ''] = /^(\d+(?:\.\d+)?)(\D*)$/.exec(node.value) ?? [];
  if (value === undefined || digits === '' || value <= 0n) return;
  const kind = resource.replace(/^(requests|limits)\./, '');
  const wrong =
    kind === 'cpu'
      ? wrongCpu(digits, unit, isTotal)
      : /^(memory|storage|ephemeral-storage)$/.test(kind)
        ? wrongBytes(digits, unit, value)
        : undefined;
  if (!wrong) return;
  const { says, meant } = wrong;
  yield {
    at: node,
    message: `"${node.value}" of ${resource} is ${says}, did you mean "${meant}"?`,
    fix: { title: `Write "${meant}"`, edits: () => replaceScalar(node, meant) },
  };
}

interface Wrong {
  readonly says: string;
  readonly meant: string;
}

/** No machine has 150 or 500 CPUs, though many together do: those counts are thousandths without their unit. */
function wrongCpu(digits: string, unit: string, isTotal: boolean): Wrong | undefined {
  const count = Number(digits);
  if (unit === '' && !isTotal && count >= 100 && count % 50 === 0) {
    return { says: `${digits} whole CPUs`, meant: `${digits}m` };
  }
  if (!/^[kMGTPE]i?$|^Ki$/.test(unit)) return undefined;
  return {
    says: 'a number of CPUs that no machine has',
    meant: unit.startsWith('M') ? `${digits}m` : digits,
  };
}

const mebibyte = 2n ** 20n * 10n ** 9n;
const byte = 10n ** 9n;

/** Less than anything can hold. The API server itself writes large amounts in thousandths, so the amount decides. */
function wrongBytes(digits: string, unit: string, value: bigint): Wrong | undefined {
  const count = Number(digits);
  if (value >= mebibyte || (unit !== '' && unit !== 'm') || count > 100_000) return undefined;
  const says = value < byte ? 'less than a byte' : `${value / byte} byte${value < 2n * byte ? '' : 's'}`;
  return { says, meant: `${digits}${unit === '' && count < 64 ? 'Gi' : 'Mi'}` };
}
