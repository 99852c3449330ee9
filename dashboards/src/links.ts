// SPDX-License-Identifier: Apache-2.0
import { type DashboardLink, DashboardLinkType } from '@grafana/grafana-foundation-sdk/dashboard';

export const DASHBOARD_TAG = 'keyvault-otel';

/** Stable: bookmarks, alerts and the other dashboards point to them. */
export const UID = {
  overview: 'keyvault-otel-overview',
  throttling: 'keyvault-otel-throttling',
  identity: 'keyvault-otel-identity',
  vault: 'keyvault-otel-vault',
} as const;

export const RUNBOOK = 'https://github.com/keyvault-otel/keyvault-otel/blob/main/dashboards/runbook.md';

/** The value of the clicked cell decides the section. */
export const TO_RUNBOOK = {
  title: `Runbook: \${__value.raw}`,
  url: `${RUNBOOK}#\${__value.raw}`,
  targetBlank: true,
};

const SAME_VIEW = `\${datasource:queryparam}&\${environment:queryparam}&\${__url_time_range}`;

export const TO_VAULT = {
  title: 'This vault',
  url: `/d/${UID.vault}?${SAME_VIEW}&var-vault=\${__value.raw:percentencode}`,
};

export const TO_SERVICE = {
  title: 'This service only',
  url: `/d/${UID.overview}?${SAME_VIEW}&var-job=\${__value.raw:percentencode}`,
};

/** Links at the top of every dashboard: the others with the same variables and time, and the runbook. */
export const DASHBOARD_LINKS: readonly DashboardLink[] = [
  {
    title: 'Key Vault dashboards',
    type: DashboardLinkType.Dashboards,
    icon: 'external link',
    tooltip: 'The other dashboards, with the same variables and time',
    tags: [DASHBOARD_TAG],
    asDropdown: false,
    targetBlank: false,
    includeVars: true,
    keepTime: true,
  },
  {
    title: 'Runbook',
    type: DashboardLinkType.Link,
    icon: 'doc',
    tooltip: 'What each cause means, how to confirm and how to fix it',
    url: RUNBOOK,
    tags: [],
    asDropdown: false,
    targetBlank: true,
    includeVars: false,
    keepTime: false,
  },
];
