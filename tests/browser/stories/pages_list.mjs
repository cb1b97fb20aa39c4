// Every page, by who sees it.

export const PAGES = [
  { name: 'api_docs', who: 'maria', address: '/api/docs', expected: [/favicon.ico/] },
];
