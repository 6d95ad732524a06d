"""Prints options.json: the options of Airflow by version, from the wheels in a directory.

    python schemas/airflow/extract-options.py DIRECTORY [MATRIX] > schemas/airflow/options.json

DIRECTORY holds wheels of apache-airflow (of apache-airflow-core since 3.0) and of the providers that declare options. They
are read, never imported. MATRIX is a file to write, for each option, which versions declare it and which read it by its old
name: what the test of the whole table compares verdicts with. Needs PyYAML.
"""

import ast
import json
import re
import sys
import zipfile
from pathlib import Path

import yaml

SOURCE = (
    "PyPI: apache-airflow (versions below), apache-airflow-providers-cncf-kubernetes, apache-airflow-providers-celery; "
    "config.yml, configuration.py, cli/commands/config_command.py, executors/*.py"
)

# Sections that packages other than Airflow itself declare, since 2.7.0, and those that take any key.
SECTIONS = {
    "celery": {"provider": "celery"},
    "celery_kubernetes_executor": {"provider": "celery"},
    "kubernetes_executor": {"provider": "cncf-kubernetes"},
    "local_kubernetes_executor": {"provider": "cncf-kubernetes"},
    "celery_broker_transport_options": {"openSince": "1.10"},
    "celery_result_backend_transport_options": {"openSince": "1.10"},
    "elasticsearch_configs": {"openSince": "1.10"},
} | {
    name: {"openSince": "2.7"}
    for name in ("atlas", "common.io", "dask", "elasticsearch", "fab", "hive", "imap", "lineage", "smtp", "standard")
}

# Where a pod template says what these options of 1.10 said; they left with 2.0, and nothing reads them.
POD_TEMPLATE_PLACES = {
    "kubernetes.affinity": "spec.affinity",
    "kubernetes.dags_volume_claim": "spec.volumes",
    "kubernetes.dags_volume_host": "spec.volumes",
    "kubernetes.dags_volume_mount_point": "spec.containers[0].volumeMounts",
    "kubernetes.dags_volume_subpath": "spec.containers[0].volumeMounts",
    "kubernetes.env_from_configmap_ref": "spec.containers[0].envFrom",
    "kubernetes.env_from_secret_ref": "spec.containers[0].envFrom",
    "kubernetes.fs_group": "spec.securityContext.fsGroup",
    "kubernetes.image_pull_secrets": "spec.imagePullSecrets",
    "kubernetes.logs_volume_claim": "spec.volumes",
    "kubernetes.logs_volume_host": "spec.volumes",
    "kubernetes.logs_volume_subpath": "spec.containers[0].volumeMounts",
    "kubernetes.run_as_user": "spec.securityContext.runAsUser",
    "kubernetes.tolerations": "spec.tolerations",
    "kubernetes.worker_container_image_pull_policy": "spec.containers[0].imagePullPolicy",
    "kubernetes.worker_service_account_name": "spec.serviceAccountName",
}

# The first Airflow that each provider whose calls are read was installed beside.
CALL_SAMPLES = {"7.4.2": "2.7.0", "10.25.0": "3.3.2"}

LONGEST_DEFAULT = 100


def version_key(version):
    return tuple(int(part) for part in version.split("."))


def wheels(directory, pattern):
    found = {path.name.split("-")[1]: zipfile.ZipFile(path) for path in Path(directory).glob(pattern)}
    return {version: found[version] for version in sorted(found, key=version_key)}


def read(wheel, *names):
    for name in names:
        if name in wheel.namelist():
            return wheel.read(name).decode()
    return None


def written(value):
    """A default as the configuration file has it."""
    return None if value is None else str(value)


def declared_in(sections):
    """Options by `section.option`. The older form lists sections and options, the newer one maps them."""
    if isinstance(sections, list):
        sections = {it["name"]: {"options": {one["name"]: one for one in it["options"]}} for it in sections}
    found = {}
    for section, content in (sections or {}).items():
        for name, details in (content.get("options") or {}).items():
            found[f"{section}.{name.lower()}"] = details
    return found


def core_options(wheel):
    return declared_in(yaml.safe_load(read(wheel, "airflow/config_templates/config.yml")))


def provider_options(wheel):
    name = next(it for it in wheel.namelist() if it.endswith("/get_provider_info.py"))
    for node in ast.walk(ast.parse(wheel.read(name))):
        if isinstance(node, ast.Return):
            return declared_in(ast.literal_eval(node.value).get("config"))
    return {}


def class_values(text, name):
    """The values of all assignments to a name, at any depth, that are literals."""
    found = []
    for node in ast.walk(ast.parse(text)):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        if any(isinstance(it, ast.Name) and it.id == name for it in targets) and node.value is not None:
            found.append(node.value)
    return found


def literal(node):
    try:
        return ast.literal_eval(node)
    except ValueError:
        return None


def parser_text(wheel):
    return "\n".join(
        text
        for text in (read(wheel, "airflow/configuration.py"), read(wheel, "airflow/_shared/configuration/parser.py"))
        if text
    )


def first_literal(text, name):
    return next((value for value in map(literal, class_values(text, name)) if value), None)


def old_names(wheel, all_options):
    """Old names that a version reads: what they are now, since when, and whether several became one."""
    text = parser_text(wheel)
    found = {}
    for new_section, entry in (first_literal(text, "deprecated_sections") or {}).items():
        old_section, since = entry
        for option in all_options:
            section, _, name = option.rpartition(".")
            if section == new_section:
                found[f"{old_section}.{name}"] = {"to": f"{new_section}.{name}", "since": since}
    for new, old in (first_literal(text, "deprecated_options") or {}).items():
        if isinstance(old, dict):
            # 1.10 has a table for each section, of names that are in the same one.
            found |= {f"{new}.{it}": {"to": f"{new}.{now}", "since": "1.10"} for now, it in old.items()}
            continue
        section, name, since = old
        found[f"{section}.{name}"] = {"to": ".".join(new), "since": since}
    for new, several in (first_literal(text, "many_to_one_deprecated_options") or {}).items():
        for section, name, since in several:
            found[f"{section}.{name}"] = {"to": ".".join(new), "since": since, "shared": True}
    return found


def sensitive(wheel, options):
    listed = {".".join(it) for it in first_literal(parser_text(wheel), "sensitive_config_values") or ()}
    return listed | {name for name, details in options.items() if details.get("sensitive")}


def enumerations(wheel):
    """Values of options that are checked against a list; of what a class computes, the values of its members."""
    text = read(wheel, "airflow/configuration.py")
    lists = {}
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and isinstance(node.value, ast.List):
            lists[node.targets[0].id] = literal(node.value)

    def values(node):
        if isinstance(node, ast.Name):
            return lists.get(node.id)
        if isinstance(node, ast.List):
            found = []
            for it in node.elts:
                found += values(it.value) or [] if isinstance(it, ast.Starred) else [literal(it)]
            return found
        return members(wheel, ast.unparse(node))

    found = {}
    for node in class_values(text, "enums_options"):
        if isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values):
                found[".".join(literal(key))] = values(value)
    return {name: them for name, them in found.items() if them}


def members(wheel, expression):
    """The texts that a class such as WeightRule names, for `sorted(WeightRule.all_weight_rules())`."""
    if "get_all_start_methods" in expression:
        return ["fork", "spawn", "forkserver"]
    name = re.search(r"\b([A-Z]\w+)\.", expression)
    if not name:
        return None
    for path in wheel.namelist():
        if re.search(r"weight_rule\.py$", path):
            for node in ast.parse(wheel.read(path)).body:
                if isinstance(node, ast.ClassDef) and node.name == name.group(1):
                    return sorted(
                        it.value.value
                        for it in node.body
                        if isinstance(it, ast.Assign) and isinstance(it.value, ast.Constant) and isinstance(it.value.value, str)
                    )
    return None


def parameter(call):
    """`section.option` of a `ConfigParameter`."""
    return ".".join(literal(it) for it in [*call.args, *(one.value for one in call.keywords)])


def config_changes(wheel):
    """What `airflow config lint` refuses: renamed and removed options."""
    text = read(wheel, "airflow/cli/commands/config_command.py") or ""
    renamed, removed = {}, set()
    for node in ast.walk(ast.parse(text)):
        if not (isinstance(node, ast.Call) and ast.unparse(node.func) == "ConfigChange"):
            continue
        given = {it.arg: it.value for it in node.keywords}
        name = parameter(given["config"])
        was_removed = literal(given["was_removed"]) if "was_removed" in given else True
        if "renamed_to" in given:
            renamed[name] = parameter(given["renamed_to"])
        elif was_removed and "remove_if_equals" not in given and "default_change" not in given and "is_invalid_if" not in given:
            removed.add(name)
    return renamed, removed


def executors(cores):
    found = []
    for version, wheel in cores.items():
        text = read(wheel, "airflow/executors/executor_loader.py")
        if text is None:
            continue
        names = {}
        for source in (read(wheel, "airflow/executors/executor_constants.py") or "", text):
            for node in ast.walk(ast.parse(source)):
                if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and isinstance(node.value, ast.Constant):
                    names[node.targets[0].id] = node.value.value
        table = next(it for it in class_values(text, "executors") if isinstance(it, ast.Dict))
        aliases = [names[ast.unparse(it).split(".")[-1]] for it in table.keys]
        found.append({
            "airflow": version,
            "names": aliases,
            # 2.9 reads several and then refuses them.
            "lists": "ExecutorName" in text and "block_use_of_hybrid_exec" not in text,
        })
    return found


VERBS = {"create": "create", "patch": "patch", "delete": "delete", "read": "get", "list": "list", "replace": "update"}


def executor_calls(provider, airflow, wheel):
    """Verbs on pods that the executor calls; logs are read by the web server, with an account of its own."""
    verbs = set()
    for name in wheel.namelist():
        if not re.match(r"airflow/providers/cncf/kubernetes/executors/\w+\.py$", name):
            continue
        for function in ast.walk(ast.parse(wheel.read(name))):
            if not isinstance(function, ast.FunctionDef) or function.name.endswith("_task_log"):
                continue
            text = ast.unparse(function)
            for verb, whole in re.findall(r"\.(\w+?)_(namespaced_pod|pod_for_all_namespaces)\b", text):
                if verb in VERBS:
                    verbs.add(VERBS[verb])
                    if verb == "list" and ("watch" in text.lower() or "_pod_events" in text):
                        verbs.add("watch")
    return {"provider": provider, "airflow": airflow, "pods": sorted(verbs)}


def ranges(having, within):
    found = []
    for at, version in enumerate(within):
        if version not in having:
            continue
        if found and within.index(found[-1][1]) == at - 1:
            found[-1][1] = version
        else:
            found.append([version, version])
    return found


def next_minor(last, versions):
    """The minor version after the last one that knew an option, at the earliest 3.0."""
    at = versions.index(last) + 1 if last in versions else len(versions)
    following = versions[at] if at < len(versions) else "3.0"
    return ".".join(following.split(".")[:2]) if following.startswith("3") else "3.0"


def defaults_of(name, core, provider):
    found = []
    for version, options in list(core.items()) + ([] if any(name in it for it in core.values()) else [("2.7.0", provider)]):
        if name not in options:
            continue
        value = written(options[name].get("default"))
        if not found or found[-1][1] != value:
            found.append([version, value])
    return [it for it in found if it[1] is not None and len(it[1]) <= LONGEST_DEFAULT]


def main(directory, matrix_file=None):
    cores = wheels(directory, "apache_airflow-[0-9]*.whl") | wheels(directory, "apache_airflow_core-[0-9]*.whl")
    versions = list(cores)
    core = {version: core_options(wheel) for version, wheel in cores.items()}
    provider = {}
    by_version = lambda path: (path.name.split("-")[0], version_key(path.name.split("-")[1]))
    for path in sorted(Path(directory).glob("apache_airflow_providers_*.whl"), key=by_version):
        for name, details in provider_options(zipfile.ZipFile(path)).items():
            provider[name] = provider.get(name, {}) | details
    names = {name for options in core.values() for name in options} | set(provider)
    old = {version: old_names(wheel, names) for version, wheel in cores.items()}
    secret = set().union(*(sensitive(wheel, core[version]) for version, wheel in cores.items()))
    secret |= {name for name, details in provider.items() if details.get("sensitive")}
    secret |= {name for table in old.values() for name, it in table.items() if it["to"] in secret}
    choices = {}
    for wheel in cores.values():
        for name, values in enumerations(wheel).items():
            choices[name] = list(dict.fromkeys(choices.get(name, []) + values))
    renamed, removed = {}, set()
    for wheel in cores.values():
        # What a later version says of an option counts.
        more, gone = config_changes(wheel)
        renamed = {name: to for name, to in renamed.items() if name not in gone} | more
        removed = (removed | gone) - set(more)
    names |= {name for table in old.values() for name in table} | set(renamed) | removed

    options = {}
    for name in sorted(names):
        having = [version for version in versions if name in core[version]]
        details = next((core[it][name] for it in reversed(versions) if name in core[it]), provider.get(name, {}))
        option = {}
        if having:
            option["in"] = ranges(having, versions)
        if name in provider:
            option["provider"] = True
        if details.get("type"):
            option["type"] = {"int": "integer"}.get(details["type"], details["type"])
        if name in choices:
            option["enum"] = choices[name]
        defaults = defaults_of(name, core, provider)
        if defaults:
            option["defaults"] = defaults
        if name in secret:
            option["sensitive"] = True
        if details.get("version_added"):
            option["since"] = str(details["version_added"])
        if details.get("version_deprecated"):
            option["deprecated"] = str(details["version_deprecated"])
        moves = renames_of(name, old, renamed, having, versions)
        if moves:
            option["renamed"] = moves
        if name in removed:
            option["removed"] = next_minor(having[-1] if having else "", versions)
        if name in POD_TEMPLATE_PLACES:
            option["instead"] = POD_TEMPLATE_PLACES[name]
        options[name] = option

    samples = wheels(directory, "apache_airflow_providers_cncf_kubernetes-*.whl")
    facts = {
        "source": SOURCE,
        "versions": versions,
        "sections": SECTIONS,
        "executors": executors(cores),
        "executorCalls": [
            executor_calls(it, airflow, samples[it]) for it, airflow in CALL_SAMPLES.items() if it in samples
        ],
        "options": options,
    }
    print(one_option_a_line(facts))
    if matrix_file:
        Path(matrix_file).write_text(matrix(versions, core, provider, old))


def renames_of(name, old, renamed, having, versions):
    """The new names of an option, the oldest first, each with the versions that read the old one by it."""
    found = {}
    for version in versions:
        move = old[version].get(name)
        if move:
            entry = found.setdefault(move["to"], {"to": move["to"], "since": move["since"], "read": []})
            entry["read"].append(version)
            # 1.10 does not say since when.
            if entry["since"] == "1.10":
                entry["since"] = move["since"]
            if "shared" in move:
                entry["shared"] = True
    for entry in found.values():
        entry["read"] = ranges(entry["read"], versions)
    later = renamed.get(name)
    if later and later not in found:
        found[later] = {"to": later, "since": next_minor(having[-1] if having else "", versions), "read": []}
    return sorted(found.values(), key=lambda it: version_key(it["since"]))


def matrix(versions, core, provider, old):
    """One letter for each version: `d` declared by Airflow, `o` read by its old name, `-` neither. `p` stands at the end for a provider's."""
    names = {name for options in core.values() for name in options} | set(provider) | {it for table in old.values() for it in table}
    rows = {
        name: "".join("d" if name in core[it] else "o" if name in old[it] else "-" for it in versions)
        + ("p" if name in provider else "")
        for name in sorted(names)
    }
    lines = ",\n".join(f"    {json.dumps(name)}: {json.dumps(row)}" for name, row in rows.items())
    return f'{{\n  "versions": {json.dumps(versions)},\n  "options": {{\n{lines}\n  }}\n}}\n'


def one_option_a_line(facts):
    options = facts.pop("options")
    head = json.dumps(facts, indent=2, ensure_ascii=False)[:-2]
    lines = ",\n".join(
        f"    {json.dumps(name)}: {json.dumps(option, ensure_ascii=False, separators=(',', ':'))}"
        for name, option in options.items()
    )
    return f'{head},\n  "options": {{\n{lines}\n  }}\n}}'


main(*sys.argv[1:])
