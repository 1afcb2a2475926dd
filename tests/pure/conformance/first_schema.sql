-- The tables of a database of tickets as the first Twopop with PostgreSQL made them, with one ticket in them. Never changed: every
-- later Twopop has to bring these up to date.
CREATE TABLE twopop_form (version integer NOT NULL);
INSERT INTO twopop_form VALUES (1);
CREATE TABLE twopop_tickets (id uuid PRIMARY KEY, newest integer NOT NULL, summary text NOT NULL);
CREATE TABLE twopop_revisions (
    ticket uuid NOT NULL, number integer NOT NULL, revision text NOT NULL, body text NOT NULL,
    PRIMARY KEY (ticket, number));
CREATE TABLE twopop_asides (
    place bigserial PRIMARY KEY, ticket uuid NOT NULL, revision text NOT NULL, body text NOT NULL);
CREATE INDEX twopop_asides_of ON twopop_asides (ticket);
CREATE TABLE twopop_claims (ticket uuid PRIMARY KEY, claim text NOT NULL);

INSERT INTO twopop_tickets VALUES ('00000000-0000-0000-0000-000000000099', 1,
    '{"id":"00000000-0000-0000-0000-000000000099","title":"NIGHTFALL R1","task":"PrintMaster","mode":"Full","request":"/requests/nightfall","state":"New","round":1,"priority":"Normal","findings":1,"worst":"Issue","undecided":0,"disagreements":[],"residuals":[],"person":{"name":"Ann","duty":"Operator"},"created":"","changed":"","revision":1}');
INSERT INTO twopop_revisions VALUES ('00000000-0000-0000-0000-000000000099', 1,
    '{"number":1,"after":0,"by":{"name":"Ann","duty":"Operator"},"at":"2025-06-01T10:00:00+02:00"}',
    $$(schema: 1, id: "00000000-0000-0000-0000-000000000099", title: "NIGHTFALL R1", task: PrintMaster, request: "/requests/nightfall",
    assets: [(role: Reference(FinalProxy), files: ["/requests/nightfall/NIGHTFALL_Final_v3.mov"], version: Some("v3"))],
    policy: "asset-qc 1",
    findings: [(id: "00000000-0000-0000-0000-000000000007", kind: DropOut, from: 2002, to: 4004, severity: Issue, text: "gone for a frame", nudge: -2002, against: "Final Proxy, v3: NIGHTFALL_Final_v3.mov", by: "Ann", at: "2025-06-01T10:00:00+02:00")],
    nudge: -2002, playhead: 96096, notes: "as it was", draft: "half a")
$$);
