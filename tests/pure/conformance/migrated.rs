//! The tables of an earlier Twopop are brought up to date, and those of a newer one are left alone.

use super::postgres::Server;
use super::suite;
use twopop::store::{Database, DatabaseAddress, TicketStore, try_database};
use twopop::ticket::TicketId;
use uuid::Uuid;

#[test]
fn the_first_tables_are_brought_up_to_date_with_what_is_in_them_and_newer_ones_are_left_alone() {
    let server = Server::start();
    let address = DatabaseAddress::new(&server.database("first"));
    assert!(try_database(&address).unwrap()[2].contains("the tables are made at the next start"));
    server.ask("first", include_str!("first_schema.sql"));
    assert!(try_database(&address).unwrap()[2].contains("1 ticket"), "a trial changes nothing");

    let store = Database::open(&address).unwrap();
    let listing = store.list().unwrap();
    assert_eq!((listing.tickets.len(), listing.unreadable.len()), (1, 0));
    let kept = store.open(TicketId(Uuid::from_u128(0x99))).unwrap().value;
    assert_eq!((kept.ticket.title(), kept.revision.number), ("NIGHTFALL R1", 1));
    assert_eq!(store.save(&kept.ticket, 1, &suite::saver("Bo")).unwrap().number, 2);
    store.save_picture(kept.ticket.id(), "still.png", b"\x89PNG\r\n\x1a\n").unwrap();
    let again = Database::open(&address).unwrap();
    assert_eq!(again.open(kept.ticket.id()).unwrap().value.revision.number, 2, "brought up to date once");

    // Whoever may make no tables works on those that are there.
    server.ask(
        "first",
        "CREATE ROLE worker LOGIN; REVOKE CREATE ON SCHEMA public FROM public;
         GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO worker",
    );
    let worker = DatabaseAddress::new(&address.address.replace("twopop@", "worker@"));
    assert_eq!(Database::open(&worker).unwrap().list().unwrap().tickets.len(), 1);

    server.ask("first", "INSERT INTO twopop_form VALUES (1000)");
    for said in [Database::open(&address).unwrap_err(), try_database(&address).unwrap_err()] {
        assert!(said.to_string().contains("a newer Twopop (form 1000): update this one"), "{said}");
    }
    server.ask("first", "DELETE FROM twopop_form WHERE version = 1000");
    assert_eq!(Database::open(&address).unwrap().list().unwrap().tickets.len(), 1, "nothing was changed");
}
