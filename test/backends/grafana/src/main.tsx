// SPDX-License-Identifier: Apache-2.0
import './observed.ts';
import { ThemeContext } from '@grafana/data';
import { initPluginTranslations } from '@grafana/i18n';
import { GlobalStyles, PortalContainer } from '@grafana/ui';
import { createRoot } from 'react-dom/client';
import { BrowserRouter } from 'react-router-dom';
import { initializeGrafana, theme } from './grafanaServices.ts';
import { observed } from './observed.ts';
import { registerPanelPlugins } from './panelPlugins.tsx';
import { type DashboardJson, toScene } from './toScene.ts';

async function show(): Promise<void> {
  initializeGrafana();
  registerPanelPlugins();
  await initPluginTranslations('scenes').catch(() => undefined);
  const chosen = new URLSearchParams(window.location.search);
  const dashboard = (await (await fetch(`/dashboards/${chosen.get('dashboard')}`)).json()) as DashboardJson;
  const scene = toScene(dashboard, chosen);
  const root = document.getElementById('root');
  if (root === null) throw new Error('no root element');
  createRoot(root).render(
    <BrowserRouter>
      <ThemeContext.Provider value={theme}>
        <GlobalStyles />
        <div style={{ padding: 16, boxSizing: 'border-box', minHeight: '100vh' }}>
          <h3 style={{ margin: '0 0 8px' }}>{dashboard.title}</h3>
          <scene.Component model={scene} />
        </div>
        <PortalContainer />
      </ThemeContext.Provider>
    </BrowserRouter>,
  );
}

show().catch((error) => observed.errors.push(`boot: ${error instanceof Error ? error.stack : String(error)}`));
