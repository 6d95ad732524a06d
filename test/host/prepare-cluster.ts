import { execFile } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { clusterBinary } from '../cluster/binary.ts';

// Makes in a cluster what the samples need: `node test/host/prepare-cluster.ts KUBECONFIG`.
const [kubeconfig] = process.argv.slice(2);
if (!kubeconfig) throw new Error('usage: node test/host/prepare-cluster.ts KUBECONFIG');
const needed = join(import.meta.dirname, '..', 'workspaces', 'samples-cluster.yaml');
const binary = await clusterBinary(console.log);
await promisify(execFile)(binary, ['kubectl', '--kubeconfig', kubeconfig, 'apply', '--filename', needed]);
