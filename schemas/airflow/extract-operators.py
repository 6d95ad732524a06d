"""Prints operators.json: what the operators of apache-airflow-providers-cncf-kubernetes take, by version.

    python schemas/airflow/extract-operators.py DIRECTORY > schemas/airflow/operators.json

DIRECTORY holds wheels of the provider, of apache-airflow 2 and of apache-airflow-task-sdk. They are read, never imported.
"""

import ast
import json
import re
import sys
import zipfile
from pathlib import Path

PROVIDER = "airflow.providers.cncf.kubernetes"

# The release of Airflow that came with each release of the task SDK whose wheels are looked into.
SDK_AIRFLOW = {"1.0.6": "3.0.6", "1.1.8": "3.1.8", "1.2.2": "3.2.2", "1.3.2": "3.3.2"}

# Packages of Airflow 2 that keep tables of what moved to providers.
OLD_PACKAGES = (
    "airflow/contrib/hooks",
    "airflow/contrib/operators",
    "airflow/contrib/secrets",
    "airflow/contrib/sensors",
    "airflow/executors",
    "airflow/kubernetes",
)

# Classes that gave way to models of the Kubernetes client.
MODELS = {
    "Port": "V1ContainerPort",
    "Resources": "V1ResourceRequirements",
    "PodRuntimeInfoEnv": "V1EnvVar",
    "Volume": "V1Volume",
    "VolumeMount": "V1VolumeMount",
}


def version_key(version):
    return tuple(int(part) for part in version.split("."))


def wheels(directory, package):
    found = {}
    for path in Path(directory).glob(f"{package}-*.whl"):
        found[path.name.split("-")[1]] = zipfile.ZipFile(path)
    return {version: found[version] for version in sorted(found, key=version_key)}


def read(wheel, name):
    try:
        return wheel.read(name).decode()
    except KeyError:
        return None


def shown(node):
    """A type or default as a person would write it."""
    if node is None:
        return None
    text = ast.unparse(node)
    text = re.sub(r"\b(?:k8s|client|models)\.", "", text)
    text = re.sub(r"Optional\[(.*)\]$", r"\1", text)
    text = text.replace(" | None", "").replace("None | ", "")
    return None if text == "None" else text


def parameters(function):
    """Parameters of a function but `self`, in order, and whether it takes any other."""
    arguments = function.args
    positional = arguments.posonlyargs + arguments.args
    defaults = [None] * (len(positional) - len(arguments.defaults)) + list(arguments.defaults)
    pairs = list(zip(positional, defaults)) + list(zip(arguments.kwonlyargs, arguments.kw_defaults))
    found = {}
    for argument, default in pairs:
        if argument.arg == "self" or argument.arg.startswith("_"):
            continue
        details = {}
        if shown(argument.annotation):
            details["type"] = shown(argument.annotation)
        standard = shown(default)
        if standard is not None and len(standard) <= 60:
            details["default"] = standard
        if default is None:
            details["required"] = True
        found[argument.arg] = details
    return found, arguments.kwarg is not None


def popped(function):
    """Names that a constructor takes out of its further arguments."""
    names = set()
    for node in ast.walk(function):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "pop"
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id == "kwargs"
            and node.args
            and isinstance(node.args[0], ast.Constant)
        ):
            names.add(node.args[0].value)
    return sorted(names)


def refused(function):
    """Arguments that a constructor passes on by itself, so that a caller's own make it fail."""
    own, _ = parameters(function)
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "super().__init__":
            given = {it.arg for it in node.keywords if it.arg}
            return sorted(given - set(own) - set(popped(function)))
    return []


def base_names(definition):
    return [ast.unparse(base).split(".")[-1] for base in definition.bases]


def constructor(definition):
    return next((it for it in definition.body if isinstance(it, ast.FunctionDef) and it.name == "__init__"), None)


def operator_classes(wheel):
    """Operators and sensors of one version by name: module, class they extend, parameters of their own."""
    found = {}
    for name in sorted(wheel.namelist()):
        if not re.match(r"airflow/providers/cncf/kubernetes/(operators|sensors)/\w+\.py$", name):
            continue
        tree = ast.parse(wheel.read(name))
        for node in tree.body:
            if not isinstance(node, ast.ClassDef) or not re.search(r"(Operator|Sensor)$", node.name):
                continue
            init = constructor(node)
            own, rest = parameters(init) if init else ({}, True)
            found[node.name] = {
                "module": name[:-3].replace("/", "."),
                "bases": base_names(node),
                "parameters": own | {it: {} for it in popped(init) if it not in own} if init else own,
                "rest": rest,
            }
    return found


def decorator(wheel, file, class_name):
    """The operator behind a decorator: the arguments of its own that it takes beside those of KubernetesPodOperator."""
    text = read(wheel, f"airflow/providers/cncf/kubernetes/decorators/{file}.py")
    definition = next(
        (it for it in ast.parse(text).body if isinstance(it, ast.ClassDef) and it.name == class_name), None
    ) if text else None
    if definition is None:
        return None
    own, _ = parameters(constructor(definition))
    own |= {"multiple_outputs": {"type": "bool"}} | {it: {"refused": True} for it in refused(constructor(definition))}
    own.pop("python_callable", None)
    return {"module": "", "bases": ["KubernetesPodOperator"], "parameters": own, "rest": True}


DECORATORS = {
    "task.kubernetes": ("kubernetes", "_KubernetesDecoratedOperator"),
    "task.kubernetes_cmd": ("kubernetes_cmd", "_KubernetesCmdDecoratedOperator"),
}


def ranges(versions, within):
    """The versions as ranges of neighbours among all; None where it is all of them."""
    found = []
    for version in within:
        if version not in versions:
            continue
        at = within.index(version)
        if found and within.index(found[-1][1]) == at - 1:
            found[-1][1] = version
        else:
            found.append([version, version])
    return found


def merged(samples, within):
    """Parameters of several versions in one table; the details are those of the newest that has the parameter."""
    table = {}
    for version, own in samples.items():
        for name, details in own.items():
            entry = table.setdefault(name, {"details": details, "in": []})
            entry["details"] = details
            entry["in"].append(version)
    present = [it for it in within if it in samples]
    result = {}
    for name in sorted(table):
        details = dict(table[name]["details"])
        if table[name]["in"] != present:
            details["in"] = ranges(table[name]["in"], present)
        result[name] = details
    return result


def classes(providers):
    by_version = {}
    for version, wheel in providers.items():
        by_version[version] = operator_classes(wheel)
        for name, (file, class_name) in DECORATORS.items():
            found = decorator(wheel, file, class_name)
            if found:
                by_version[version][name] = found
    names = sorted({name for found in by_version.values() for name in found})
    within = list(providers)
    result = {}
    for name in names:
        having = {version: found[name] for version, found in by_version.items() if name in found}
        newest = list(having.values())[-1]
        known = [it for it in newest["bases"] if it in names or it == "BaseOperator"]
        modules = {}
        for version, found in having.items():
            modules.setdefault(found["module"], []).append(version)
        entry = {"in": ranges(list(having), within), "modules": {module: ranges(at, within) for module, at in modules.items() if module}}
        if not entry["modules"]:
            del entry["modules"]
        # Without a base that is known, anything may be passed on to one that is not.
        if known and newest["rest"]:
            entry["base"] = known[0]
        elif newest["rest"]:
            entry["open"] = True
        entry["parameters"] = merged({version: found["parameters"] for version, found in having.items()}, within)
        result[name] = entry
    return result


def base_operator(airflows):
    samples = {}
    for version, (wheel, path) in airflows.items():
        definition = next(it for it in ast.parse(wheel.read(path)).body if isinstance(it, ast.ClassDef) and it.name == "BaseOperator")
        samples[version], _ = parameters(constructor(definition))
    return merged(samples, list(airflows))


def deprecated_names(text):
    """The table that a package keeps of what it once had: new dotted name by module and name."""
    for node in ast.parse(text or "").body:
        targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        if any(isinstance(it, ast.Name) and it.id == "__deprecated_classes" for it in targets):
            return ast.literal_eval(node.value)
    return {}


def top_names(wheel, module):
    text = read(wheel, module.replace(".", "/") + ".py") or read(wheel, module.replace(".", "/") + "/__init__.py")
    if text is None:
        return set()
    names = set()
    for node in ast.parse(text).body:
        if isinstance(node, (ast.ClassDef, ast.FunctionDef)):
            names.add(node.name)
        elif isinstance(node, ast.Assign):
            names |= {it.id for it in node.targets if isinstance(it, ast.Name)}
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names.add(node.target.id)
    return names


def moves(providers, airflow):
    """Old places of names of the provider: `module:name`, where it is now, and the versions that still have the old one."""
    newest = list(providers.values())[-1]
    found = {}
    for path in OLD_PACKAGES:
        package = path.replace("/", ".")
        for module, names in deprecated_names(read(airflow, f"{path}/__init__.py")).items():
            for name, place in names.items():
                target, _, new_name = place.rstrip(".").rpartition(".")
                target = target.replace("airflow.kubernetes.pre_7_4_0_compatibility", PROVIDER)
                if target == f"{PROVIDER}.executors":
                    target = f"{PROVIDER}.executors.local_kubernetes_executor"
                if name.startswith("_") or not target.startswith(("airflow.providers.cncf.kubernetes", "airflow.providers.celery")):
                    continue
                # A deprecated module of the provider moved once more.
                target = target.replace(".operators.kubernetes_pod", ".operators.pod")
                move = {"gone": {"airflow": "3.0"}}
                if target.startswith("airflow.providers.celery") or new_name in top_names(newest, target):
                    move["to"] = target
                    if new_name != name:
                        move["name"] = new_name
                elif name in MODELS:
                    move["model"] = MODELS[name]
                found[f"{package}.{module}:{name}"] = move
    for old, new in (("operators.kubernetes_pod", "operators.pod"), ("triggers.kubernetes_pod", "triggers.pod")):
        having = [version for version, wheel in providers.items() if read(wheel, f"airflow/providers/cncf/kubernetes/{old.replace('.', '/')}.py")]
        since = first(providers, lambda wheel: read(wheel, f"airflow/providers/cncf/kubernetes/{new.replace('.', '/')}.py"))
        gone = next(version for version in providers if version_key(version) > version_key(having[-1]))
        for name in sorted(top_names(newest, f"{PROVIDER}.{new}")):
            if re.search(r"(Operator|Trigger|Event)\w*$", name):
                found[f"{PROVIDER}.{old}:{name}"] = {"since": since, "gone": {"provider": gone}, "to": f"{PROVIDER}.{new}"}
    return dict(sorted(found.items()))


def minimum_airflow(wheel):
    metadata = next(name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
    line = re.search(r"^Requires-Dist: apache-airflow ?\(?>=([\d.]+)", wheel.read(metadata).decode(), re.M)
    return line.group(1)


def constructor_text(wheel, name):
    for file in ("pod", "kubernetes_pod"):
        text = read(wheel, f"airflow/providers/cncf/kubernetes/operators/{file}.py") or ""
        for node in ast.parse(text).body:
            if isinstance(node, ast.ClassDef) and node.name == name:
                return ast.unparse(constructor(node))
    return ""


def first(providers, holds):
    return next(version for version, wheel in providers.items() if holds(wheel))


def retired(providers):
    """Arguments of KubernetesPodOperator that are on their way out, as their constructors say."""
    says = lambda text: lambda wheel: text in constructor_text(wheel, "KubernetesPodOperator")
    deprecated = first(providers, says("if is_delete_operator_pod is not None"))
    ignored = first(
        {version: it for version, it in providers.items() if version_key(version) > version_key(deprecated)},
        lambda wheel: not says("if is_delete_operator_pod is not None")(wheel),
    )
    return {
        "is_delete_operator_pod": {
            "deprecated": deprecated,
            "ignored": ignored,
            "to": "on_finish_action",
            "values": {"True": '"delete_pod"', "False": '"keep_pod"'},
        },
        # The other name of one setting, which this version of Airflow is the first to give a meaning of its own.
        "reattach_on_restart": {"deprecated": first(providers, says("durable: ")), "airflow": "3.3.0", "to": "durable"},
        "node_selectors": {"removed": first(providers, says("'node_selectors' in kwargs")), "to": "node_selector"},
        "resources": {"removed": first(providers, says("kwargs.get('resources')")), "to": "container_resources"},
    }


def enumerations(providers):
    """Values of the arguments that are turned into enumerations, by argument."""
    newest = list(providers.values())[-1]
    found = {}
    for node in ast.parse(read(newest, "airflow/providers/cncf/kubernetes/utils/pod_manager.py")).body:
        if isinstance(node, ast.ClassDef) and node.name in ("OnFinishAction", "OnKillAction"):
            argument = re.sub(r"(?<!^)(?=[A-Z])", "_", node.name).lower()
            values = [it.value for it in node.body if isinstance(it, ast.Assign) and isinstance(it.value, ast.Constant)]
            found[argument] = [it.value for it in values]
    return found


def main(directory):
    providers = wheels(directory, "apache_airflow_providers_cncf_kubernetes")
    # No version of the provider that is looked into runs on an older Airflow.
    cores = {version: it for version, it in wheels(directory, "apache_airflow").items() if version_key(version) >= (2, 3)}
    sdks = wheels(directory, "apache_airflow_task_sdk")
    airflows = {version: (wheel, "airflow/models/baseoperator.py") for version, wheel in cores.items()}
    airflows |= {SDK_AIRFLOW[version]: (wheel, "airflow/sdk/bases/operator.py") for version, wheel in sdks.items()}
    last_two = [version for version in cores if version.startswith("2.")][-1]
    facts = {
        "source": "PyPI: apache-airflow-providers-cncf-kubernetes, apache-airflow, apache-airflow-task-sdk (versions below); signatures, and the tables of moved names",
        "providers": [{"version": version, "airflow": minimum_airflow(wheel)} for version, wheel in providers.items()],
        "airflows": list(airflows),
        "moves": moves(providers, cores[last_two]),
        "retired": retired(providers),
        "enums": enumerations(providers),
        "base": base_operator(airflows),
        "classes": classes(providers),
    }
    print(dump(facts))


def dump(facts):
    """JSON with one parameter, move or version to a line."""

    def lines(value, depth, indent):
        if depth == 0 or not isinstance(value, dict):
            return json.dumps(value, ensure_ascii=False)
        inner = ",\n".join(f"{indent}  {json.dumps(key)}: {lines(it, depth - 1, indent + '  ')}" for key, it in value.items())
        return "{\n" + inner + f"\n{indent}}}"

    parts = []
    for key, value in facts.items():
        depth = {"classes": 3, "moves": 1, "retired": 1, "enums": 1, "base": 1}.get(key, 0)
        parts.append(f"  {json.dumps(key)}: {lines(value, depth, '  ')}")
    return "{\n" + ",\n".join(parts) + "\n}"


main(sys.argv[1])
