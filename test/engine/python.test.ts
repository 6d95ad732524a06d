import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readLaunchers, type LauncherUse } from '../../server/engine/model/launchers/launcher.ts';
import { entries, items, type Node } from '../../server/engine/syntax/node.ts';
import { type PythonCall, type PythonFile, readPython } from '../../server/engine/syntax/python-file.ts';
import { removeListed, removeStatement } from '../../server/engine/syntax/python-edit.ts';
import type { PythonNode } from '../../server/engine/syntax/python.ts';
import { applyEdits } from '../../server/engine/text/document.ts';
import { tools } from './support/tools.ts';

describe('values of expressions', () => {
  const table: readonly (readonly [expression: string, value: string])[] = [
    ['"a"', '"a"'],
    ["'a'", '"a"'],
    ['"""a\n  b"""', '"a\\n  b"'],
    ['r"\\d"', '"\\\\d"'],
    ['"\\x41\\u00e9\\101\\n\\q"', '"AéA\\n\\\\q"'],
    ['"a\\\nb"', '"ab"'],
    ['u"a"', '"a"'],
    ['f"a"', '"a"'],
    ['f"a{b}"', '?'],
    ['b"a"', '?'],
    ['"a" "b"', '"ab"'],
    ['("a"\n "b" f"c")', '"abc"'],
    ['"a" f"{b}"', '?'],
    ['"a" + "b"', '"ab"'],
    ['"a" % b', '?'],
    ['"{}".format(b)', '?'],
    ['1_000', '1000'],
    ['0o17', '0o17'],
    ['-1.5', '-1.5'],
    ['- unknown', '?'],
    ['1j', '?'],
    ['True', 'true'],
    ['None', 'null'],
    ['not True', '?'],
    ['[1, "a", None]', '[1, "a", null]'],
    ['(1, )', '[1]'],
    ['[*[1, 2], 3]', '[1, 2, 3]'],
    ['[1, *other]', '[1, …]'],
    ['[1] + [2]', '[1, 2]'],
    ['[it for it in [1]]', '?'],
    ['{"a": 1, "b": [2]}', '{a: 1, b: [2]}'],
    ['{"a": 1, "a": 2}', '{a: 2}'],
    ['{"a": 1, **{"b": 2, "a": 3}}', '{b: 2, a: 3}'],
    ['{"a": 1, **other}', '{a: 1, …}'],
    ['{key: 1, "a": 2}', '{a: 2, …}'],
    ['{"a": other}', '{a: ?}'],
    ['{1, 2}', '?'],
    ['dict(a=1, **{"b": 2})', '{a: 1, b: 2}'],
    ['dict({"a": 1}, b=2)', '{a: 1, b: 2}'],
    ['dict(pairs, b=2)', '{b: 2, …}'],
    ['{"a": 1} | {"b": 2}', '{a: 1, b: 2}'],
    ['{"a": 1} | other', '?'],
    ['"a" if b else "c"', '?'],
    ['os.environ["A"]', '?'],
    ['(a := "b")', '"b"'],
    ['models.V1EnvVar(name="A", value="b")', '{name: "A", value: "b"}'],
    ['models.V1ContainerPort(container_port=80, name=None)', '{containerPort: 80}'],
    ['models.V1Lifecycle(pre_stop=models.V1LifecycleHandler(_exec=None))', '{preStop: {}}'],
    ['models.V1EnvVar("A")', '{…}'],
    ['models.V1EnvVar(**other)', '{…}'],
    ['models.V1Unheard(name="A")', '?'],
  ];
  for (const [expression, value] of table) {
    test(expression.replaceAll('\n', '⏎'), () => {
      assert.equal(valueOf(`from kubernetes.client import models\nmodels.V1Pod(kind=${expression})`), value);
    });
  }
});

describe('names', () => {
  const call = 'from kubernetes.client import V1Pod\n';
  const table: readonly (readonly [what: string, source: string, value: string])[] = [
    ['of the module', 'x = "a"\nV1Pod(kind=x)', '"a"'],
    ['with an annotation', 'x: Final[str] = "a"\nV1Pod(kind=x)', '"a"'],
    ['assigned together', 'x = y = "a"\nV1Pod(kind=y)', '"a"'],
    ['assigned to each other', 'x = "a"\ny = x\nV1Pod(kind=y)', '"a"'],
    ['assigned in circles', 'x = y\ny = x\nV1Pod(kind=y)', '?'],
    ['assigned twice', 'x = "a"\nx = "b"\nV1Pod(kind=x)', '?'],
    ['assigned in both branches', 'if a:\n    x = "a"\nelse:\n    x = "b"\nV1Pod(kind=x)', '?'],
    ['of the function', 'def f():\n    x = "a"\n    V1Pod(kind=x)', '"a"'],
    ['of the module, in a function', 'x = "a"\ndef f():\n    V1Pod(kind=x)', '"a"'],
    ['of another function', 'def g():\n    x = "a"\ndef f():\n    V1Pod(kind=x)', '?'],
    ['of a parameter', 'x = "a"\ndef f(x):\n    V1Pod(kind=x)', '?'],
    ['of a parameter with a default', 'x = "a"\ndef f(x="b"):\n    V1Pod(kind=x)', '?'],
    ['of a lambda', 'x = "a"\nlambda x: V1Pod(kind=x)', '?'],
    ['of a loop', 'x = "a"\nfor x in y:\n    V1Pod(kind=x)', '?'],
    ['of a comprehension around', 'x = "a"\n[V1Pod(kind=x) for x in y]', '?'],
    ['of a comprehension elsewhere', 'x = "a"\n[x for x in y]\nV1Pod(kind=x)', '"a"'],
    ['of a with', 'x = "a"\nwith y as x:\n    V1Pod(kind=x)', '?'],
    ['of an except', 'x = "a"\ntry:\n    y()\nexcept E as x:\n    pass\nV1Pod(kind=x)', '?'],
    ['of a case', 'x = "a"\nmatch y:\n    case [x]:\n        V1Pod(kind=x)', '?'],
    ['of a class body', 'class C:\n    x = "a"\n    V1Pod(kind=x)', '"a"'],
    ['of a class body, in a method', 'class C:\n    x = "a"\n    def f(self):\n        V1Pod(kind=x)', '?'],
    ['unpacked', 'x, y = "a", "b"\nV1Pod(kind=x)', '?'],
    ['deleted', 'x = "a"\ndel x\nV1Pod(kind=x)', '?'],
    ['made global elsewhere', 'x = "a"\ndef f():\n    global x\n    x = "b"\nV1Pod(kind=x)', '?'],
    ['added to', 'x = ["a"]\nx += ["b"]\nV1Pod(kind=x)', '?'],
    ['changed by an index', 'x = {"a": 1}\nx["b"] = 2\nV1Pod(kind=x)', '?'],
    ['changed deep inside', 'x = {"a": {}}\nx["a"]["b"] = 2\nV1Pod(kind=x)', '?'],
    ['changed by a method', 'x = {"a": 1}\nx.update(b=2)\nV1Pod(kind=x)', '?'],
    ['changed by a method in a function', 'x = []\ndef f():\n    x.append(1)\nV1Pod(kind=x)', '?'],
    ['asked by a method', 'x = {"a": 1}\nx.get("a")\nV1Pod(kind=x)', '{a: 1}'],
    ['that hide a built-in', 'dict = other\nV1Pod(kind=dict(a=1))', '?'],
    ['in **', 'x = {"kind": "a"}\nV1Pod(**x)', '"a"'],
  ];
  for (const [what, source, value] of table) {
    test(what, () => {
      assert.equal(valueOf(call + source), value);
    });
  }
});

test('a value that doubles at every name is cut off', () => {
  const lines = Array.from({ length: 40 }, (_, i) => `x${i + 1} = [x${i}, x${i}]\n`);
  const { calls } = read(`from a import b\nx0 = ["a"]\n${lines.join('')}b(c=x40)`);
  const sizes = calls.flatMap(({ keywords }) => keywords.map((it) => sizeOf(it.value)));
  assert.equal(sizes.length, 1);
  assert.ok(sizes.every((it) => it > 1000 && it < 10_000));
});

describe('callees', () => {
  const table: readonly (readonly [source: string, callees: readonly string[]])[] = [
    ['import a.b\na.b.c()', ['a.b.c']],
    ['import a.b as x\nx.c()', ['a.b.c']],
    ['from a import b as x\nx.c()', ['a.b.c']],
    ['from a import (b,\n  c)\nb(); c()', ['a.b', 'a.c']],
    ['from a import *\nb()', []],
    ['from .a import b\nb()', ['.a.b']],
    ['from . import b\nb()', ['.b']],
    ['from a import b\nx = b\nx()', ['a.b']],
    ['from a import b\nx = b.c\nx.d()', ['a.b.c.d']],
    ['from a import b\ndef b(): pass\nb()', []],
    ['from a import b\ndef f(b):\n  b()', []],
    ['from a import b\ndef f():\n  b()', ['a.b']],
    ['def f():\n  from a import b\n  b()\nb()', ['a.b']],
    ['try:\n  from a import b\nexcept ImportError:\n  from old.a import b\nb()', ['a.b']],
    ['try:\n  from a import b\nexcept ImportError:\n  b = None\nb()', []],
    ['from a import b\nb()()', ['a.b()', 'a.b']],
    ['from a import b\nb().c(d=b())', ['a.b().c', 'a.b', 'a.b']],
    ['from a import b\nx = b(1)\nx.c()', ['a.b', 'a.b().c']],
    ['from a import b\nx = b(1)\nx = c\nx.c()', ['a.b']],
    ['from a import b\ndef f(x: b): x.c()', ['a.b().c']],
    ['from a import b\ndef f(*, x: "b" = None): x.c()', ['a.b().c']],
    ['from a import b\ndef f(x: b | None): x.c()', []],
    ['from a import b\n@b\ndef f(): pass\nf.c()', ['a.b', 'a.b().c']],
    ['from a import b\n@b(1)\ndef f(): pass\nf.c().d()', ['a.b', 'a.b().c().d', 'a.b().c']],
    ['from a import b\nclass C:\n  @b\n  def f(self): pass\nf.c()', ['a.b']],
    [
      'from a import b\nfrom functools import partial\nx = partial(b.c, 1)\nx()',
      ['functools.partial', 'a.b.c'],
    ],
    ['import functools\nx = functools.partial(b)\nx()', ['functools.partial']],
    ['from a import b\nb\\\n  .c()', ['a.b.c']],
    ['from a import b\n@b\ndef f(): pass', ['a.b']],
    ['from a import b\n@b.c(d=1)\nclass C: pass', ['a.b.c']],
    ['b()', []],
  ];
  for (const [source, callees] of table) {
    test(source.replaceAll('\n', '⏎'), () => {
      assert.deepEqual(
        read(source).calls.map((it) => it.callee),
        callees,
      );
    });
  }
});

test('a partial gives its arguments before those of the call', () => {
  const source = 'from a import b\nfrom functools import partial\nx = partial(b, 1, c=2, d=3)\nx(4, d=5)\n';
  const call = read(source).calls.find(({ callee }) => callee === 'a.b');
  assert.ok(call);
  assert.deepEqual(
    call.positional.map((it) => it.value),
    ['1', '4'],
  );
  assert.deepEqual(
    call.keywords.map((it) => [it.name, it.value.value, it.spread]),
    [
      ['c', '2', true],
      ['d', '5', false],
    ],
  );
});

test('imports say where they stand and who uses them', () => {
  const source = 'from a import b as c, d\nif x:\n    import e.f\nc(d, c.g)\n';
  const { imports } = read(source);
  assert.deepEqual(
    imports.map((it) => [
      it.qualified,
      it.local,
      it.guarded,
      cut(source, it.range),
      cut(source, it.whole),
      it.uses.length,
    ]),
    [
      ['a.b', 'c', false, 'b', 'b as c', 2],
      ['a.d', 'd', false, 'd', 'd', 1],
      ['e.f', 'e', true, 'e.f', 'e.f', 0],
    ],
  );
});

test('calls say where everything stands', () => {
  const source = 'from a import b\nx = b(1, c="d", **{"e": 2})\n@b(f=3)\ndef g(): pass\n';
  const [first, second] = read(source).calls;
  assert.ok(first && second);
  assert.equal(cut(source, first), 'b(1, c="d", **{"e": 2})');
  assert.equal(first.assigned && cut(source, first.assigned.statement), 'x = b(1, c="d", **{"e": 2})');
  assert.deepEqual(
    first.keywords.map((it) => [
      it.name,
      cut(source, it.nameRange),
      cut(source, it.range),
      cut(source, it.written),
      it.spread,
    ]),
    [
      ['c', 'c', 'c="d"', '"d"', false],
      ['e', '"e"', '"e": 2', '2', true],
    ],
  );
  assert.equal(second.decorated?.name, 'g');
  assert.equal(cut(source, second.decorated.nameRange), 'g');
});

test('a value stands where it is written', () => {
  const source = 'from a import b\nx = "v"\nb(c=x, d=({"k": x}))';
  const [c, d] = read(source).calls[0]?.keywords ?? [];
  assert.equal(c && cut(source, c.value), '"v"');
  assert.equal(c && cut(source, c.written), 'x');
  assert.equal(d && cut(source, d.value), '{"k": x}');
  assert.equal(d && cut(source, entries(d.value)[0]?.value ?? d.value), '"v"');
});

describe('text that is no Python yet', () => {
  const table: readonly (readonly [source: string, keywords: readonly string[]])[] = [
    ['from a import b\nb(c=1, d', ['no call']],
    ['from a import b\nb(c=1, d=)', ['c']],
    ['from a import b\nb(c=1, d=, e=2)', ['c', 'e']],
    ['from a import b\nb(c=1 d=2)', ['c']],
    ['from a import b\nb(c=1)\ndef f(:\n  x = (', ['c']],
    ['from a import b\n\tb(c=1)\n  b(', ['c']],
    ['from a import\nfrom a import b\nb(c=1)', ['c']],
    ['', ['no call']],
    ['\0\ud800(', ['no call']],
  ];
  for (const [source, keywords] of table) {
    test(JSON.stringify(source), () => {
      assert.deepEqual(read(source).calls[0]?.keywords.map((it) => it.name) ?? ['no call'], keywords);
    });
  }

  test('brackets ten thousand deep', () => {
    for (const open of ['(', '[', '{"a": ', 'b(c=', 'f(', '-', 'not ', 'lambda: ']) {
      const deep = `from a import b\nx = b(c=${open.repeat(10_000)}1\n`;
      readLaunchers(parser().parse(`# kubernetes\n${deep}`), tools.facts);
      assert.ok(read(deep).imports.length > 0, open);
    }
  });

  test('every beginning of a file', () => {
    const source =
      'from dagster_k8s import K8sRunLauncher as L\nx = L(env={"A": f"{1}", **y}, volumes=[{"name": "d"}])\n@z\ndef f(a, *b): pass\n';
    for (let end = 0; end <= source.length; end++)
      readLaunchers(parser().parse(source.slice(0, end)), tools.facts);
  });
});

test('a tree made from the one before is the tree made anew', () => {
  let source =
    'from a import b\n\nx = {"a": 1}\n'.repeat(5) +
    'def f(c):\n    return b(c, d="é𝒳", e=[1, 2])\n'.repeat(40);
  const random = sequence(42);
  const pieces = ['"', ')', '(', '\n', '    ', 'x', ', y=1', '#', ':', "'''", '𝒳'];
  for (let step = 0; step < 200; step++) {
    const start = random(source.length);
    const end = Math.min(source.length, start + random(6));
    source = source.slice(0, start) + (pieces[random(pieces.length)] ?? '') + source.slice(end);
    const known = parser().parse(source);
    if (step % 10 > 0) continue;
    // Something else in front is unlike any text kept, so it is parsed anew.
    const marker = `${'#'.repeat(source.length * 3)}\n`;
    assert.deepEqual(moved(known.root, marker.length), [...parser().parse(marker + source).root.children]);
  }
});

describe('pods of launchers', () => {
  const table: readonly (readonly [what: string, source: string, pod: string])[] = [
    [
      'K8sRunLauncher by place and by name',
      'from dagster_k8s import K8sRunLauncher as L\nL("sa", "map", job_image="i:1", env_vars=["A=b", "C"], env_secrets=["s"])',
      '{serviceAccountName: "sa", containers: [{name: "dagster", image: "i:1", env: [{name: "A", value: "b"}], envFrom: [{secretRef: {name: "s"}}], …}], …}',
    ],
    [
      'K8sRunLauncher with the words of Kubernetes and of Python',
      'import dagster_k8s\ndagster_k8s.launcher.K8sRunLauncher(volumes=[{"name": "d", "config_map": {"name": "c"}}], run_k8s_config={"container_config": {"volumeMounts": [{"mount_path": "/d"}]}, "pod_spec_config": {"node_selector": {"a_b": "c"}}})',
      '{nodeSelector: {a_b: "c"}, volumes: [{name: "d", configMap: {name: "c"}}], containers: [{volumeMounts: [{mountPath: "/d"}], name: "dagster", …}], …}',
    ],
    [
      'k8s_job_executor.configured',
      'from dagster_k8s import k8s_job_executor\nk8s_job_executor.configured({"job_image": "i:1", "job_namespace": "n"})',
      '{containers: [{name: "dagster", image: "i:1", …}], …} in n',
    ],
    [
      'tags of a job',
      'from dagster import job\n@job(tags={"dagster-k8s/config": {"container_config": {"resources": {"limits": {"cpu": "1"}}}}})\ndef j(): pass',
      '{containers: [{resources: {limits: {cpu: "1"}}, name: "dagster", …}], …}',
    ],
    [
      'KubernetesJob',
      'from prefect.infrastructure import KubernetesJob\nKubernetesJob(image="i:1", env={"A": "b"}, namespace="n", resources={"limits": {}})',
      '{containers: [{name: "prefect-job", image: "i:1", env: [{name: "A", value: "b"}], …}], …} in n',
    ],
    [
      'the decorator of prefect_kubernetes',
      'from prefect_kubernetes.decorators import kubernetes\n@kubernetes("pool", image="i:1", cpu_limit="1")\ndef f(): pass',
      '{containers: [{name: "prefect-job", image: "i:1", resources: {requests: {…}, limits: {cpu: "1", …}, …}, …}], …}',
    ],
    [
      'KubernetesPodOperator',
      'from airflow.providers.cncf.kubernetes.operators.pod import KubernetesPodOperator\nfrom kubernetes.client import models as k8s\nKubernetesPodOperator(image="i:{{ v }}", env_vars={"A": "{{ ds }}", "B": "c"}, container_resources=k8s.V1ResourceRequirements(limits={"cpu": 1}))',
      '{containers: [{name: "base", image: ?, env: [{name: "A", value: ?}, {name: "B", value: "c"}], resources: {limits: {cpu: 1}}}]}',
    ],
    [
      'KubernetesPodOperator with a template',
      'from airflow.providers.cncf.kubernetes.operators.pod import KubernetesPodOperator\nKubernetesPodOperator(pod_template_file="a.yaml")',
      'part {containers: [{name: "base"}]}',
    ],
    [
      'KubernetesPodOperator in a DAG with default arguments for pods',
      'from airflow import DAG\nfrom airflow.providers.cncf.kubernetes.operators.pod import KubernetesPodOperator\nDAG(default_args={"service_account_name": "s"})\nKubernetesPodOperator(image="i:1")',
      '{containers: [{name: "base", image: "i:1", …}], …}',
    ],
    [
      'pod_override',
      'from kubernetes.client import models as k8s\n{"pod_override": k8s.V1Pod(metadata=k8s.V1ObjectMeta(namespace="n"), spec=k8s.V1PodSpec(containers=[k8s.V1Container(name="base")]))}',
      'part {containers: [{name: "base"}]} in n',
    ],
    [
      'a container alone',
      'from kubernetes.client import V1Container\nV1Container(name="a", image="i")',
      'part {containers: [{name: "a", image: "i"}], …}',
    ],
  ];
  for (const [what, source, pod] of table) {
    test(what, () => {
      const pods = readLaunchers(parser().parse(source), tools.facts).flatMap((it) => it.pod ?? []);
      const shown = pods.map(({ node, owner, partial }) => {
        const where = owner.namespace ? ` in ${owner.namespace.value}` : '';
        return `${partial ? 'part ' : ''}${show(node)}${where}`;
      });
      assert.deepEqual(shown, [pod]);
    });
  }

  test('each part stands where it is written', () => {
    const source =
      'from dagster_k8s import K8sRunLauncher\nK8sRunLauncher(job_image="i:1", env_vars=["A=b"])';
    const launchers = readLaunchers(parser().parse(source), tools.facts);
    const launcher = launchers.find((it): it is LauncherUse => it.kind === 'K8sRunLauncher');
    const [container] = launcher?.pod?.containers ?? [];
    const [variable] = container?.env ?? [];
    assert.equal(container?.image && cut(source, container.image), '"i:1"');
    assert.equal(variable?.name && cut(source, variable.name), 'A');
    assert.equal(variable?.value && cut(source, variable.value), 'b');
    assert.equal(container?.name && cut(source, container.name), 'K8sRunLauncher');
  });
});

describe('edits', () => {
  const listed: readonly (readonly [before: string, after: string])[] = [
    ['f(«a=1»)', 'f()'],
    ['f(«a=1», b)', 'f(b)'],
    ['f(b, «a=1»)', 'f(b)'],
    ['f(b, «a=1»,)', 'f(b, )'],
    ['f(\n    b,\n    «a=1»,  # why\n)', 'f(\n    b,\n)'],
    ['f(\n    b,\n    «a=1»\n)', 'f(\n    b,\n)'],
    ['f(b,\n  «a={\n  "c": 1}»)', 'f(b)'],
    ['f(\r\n    «a=1»,\r\n    b\r\n)', 'f(\r\n    b\r\n)'],
  ];
  for (const [before, after] of listed) {
    test(`removing from ${JSON.stringify(before)}`, () => {
      const { text, range } = selection(before);
      assert.equal(applyEdits(text, removeListed(text, range)), after);
    });
  }

  const statements: readonly (readonly [before: string, after: string | undefined])[] = [
    ['«a = 1»\nb\n', 'b\n'],
    ['b\n\n«a = 1»\n\nc\n', 'b\n\nc\n'],
    ['b\n\n# why\n«a = 1»\n\nc\n', 'b\n\nc\n'],
    ['b\n\n# why\n«a = 1»\nc\n', 'b\n\n# why\nc\n'],
    ['b\r\n\r\n«a = 1»\r\n\r\nc\r\n', 'b\r\n\r\nc\r\n'],
    ['«a = 1»', ''],
    ['«a = 1»; b\n', undefined],
    ['if c:\n    «a = 1»\n', undefined],
  ];
  for (const [before, after] of statements) {
    test(`removing the statement of ${JSON.stringify(before)}`, () => {
      const { text, range } = selection(before);
      const edit = removeStatement(text, range);
      assert.equal(edit && applyEdits(text, [edit]), after);
    });
  }
});

function parser() {
  assert.ok(tools.python);
  return tools.python;
}

const read = (source: string): PythonFile =>
  readPython(parser().parse(source), tools.facts.pythonModels.models);

const cut = (source: string, { start, end }: { readonly start: number; readonly end: number }): string =>
  source.slice(start, end);

/** The argument `kind` of the first call of V1Pod. */
function valueOf(source: string): string {
  const call = read(source).calls.find((it: PythonCall) => it.callee.endsWith('.V1Pod'));
  const value = call?.keywords.find((it) => it.name === 'kind')?.value;
  assert.ok(value, 'no such argument');
  return show(value);
}

/** A tree in short: texts quoted, `?` for what is unknown, `…` for what may be there besides. */
function show(node: Node): string {
  const rest = node.open ? ['…'] : [];
  if (node.kind === 'unknown') return '?';
  if (node.kind === 'scalar') return node.style === 'double' ? JSON.stringify(node.value) : node.value;
  if (node.kind === 'seq') return `[${[...items(node).map(show), ...rest].join(', ')}]`;
  return `{${[...entries(node).map(({ key, value }) => `${key.value}: ${show(value)}`), ...rest].join(', ')}}`;
}

const sizeOf = (node: Node): number => node.children.reduce((sum, it) => sum + sizeOf(it), 1);

/** Whole numbers below a limit, the same ones every time. */
function sequence(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state % Math.max(1, limit);
  };
}

const moved = (root: PythonNode, by: number): PythonNode[] =>
  root.children.map((it) => ({ ...it, start: it.start + by, end: it.end + by, children: moved(it, by) }));

function selection(marked: string): {
  readonly text: string;
  readonly range: { start: number; end: number };
} {
  const start = marked.indexOf('«');
  const end = marked.indexOf('»') - 1;
  return { text: marked.replace(/[«»]/g, ''), range: { start, end } };
}
