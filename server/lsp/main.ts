import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { nodeHost } from '../service/node-host.ts';
import { serve } from './server.ts';

const transports = ['--stdio', '--node-ipc', '--socket', '--pipe'];
if (!process.argv.some((it) => transports.some((transport) => it.startsWith(transport))))
  process.argv.push('--stdio');

serve(createConnection(ProposedFeatures.all), nodeHost);
