//! Private databases: to those who may not read them they look as if they held nothing.

use cyberfly_core::ErrorCode::{NotAllowed, NotFound};
use cyberfly_protocol::{Caller, Door, Prepare, Query, QueryAnswer};
use serde_json::{Value, json};

use crate::lab::{Lab, Talk, author, command};

#[test]
fn a_stranger_cannot_tell_a_private_database_from_one_that_is_not_there() {
    Lab::run(async |lab| {
        let talk = Talk::new(&lab.node, "private.diary");
        let nowhere = Talk::new(&lab.node, "private.nowhere");
        talk.try_say(json!({"command": "put", "key": "k", "value": "secret"})).await.unwrap();
        talk.try_say(json!({"command": "set_add", "key": "s", "members": ["secret"]})).await.unwrap();
        let owner = Caller::Key(author(1).secret.public());
        let hear = async |caller: Caller, talk: &Talk<'_>, query: &Value| {
            let answer = lab.node.query_as(caller, talk.query(query.clone())).await;
            answer.map_err(|error| (error.code(), error.message.replace(talk.db.label(), "it")))
        };
        for query in [
            json!({"query": "get", "key": "k"}),
            json!({"query": "set_members", "key": "s"}),
            json!({"query": "scan"}),
            json!({"query": "history", "key": "k"}),
            json!({"query": "db_info"}),
            json!({"query": "acl"}),
        ] {
            for stranger in [Caller::Anyone, Caller::Key(author(2).secret.public())] {
                let here = hear(stranger, &talk, &query).await;
                assert_eq!(here, hear(stranger, &nowhere, &query).await, "{query}");
            }
            let known = hear(owner, &talk, &query).await.unwrap();
            assert_ne!(Ok(known), hear(Caller::Anyone, &talk, &query).await, "{query}");
        }
        let refused =
            lab.node.get_as(Caller::Anyone, talk.db.clone(), "k".parse().unwrap()).await.unwrap_err();
        assert_eq!(refused.code(), NotFound);
    });
}

#[test]
fn the_list_of_databases_shows_what_its_reader_may_read() {
    Lab::run(async |lab| {
        for label in ["private.diary", "open"] {
            let talk = Talk::new(&lab.client, label);
            talk.try_say(json!({"command": "put", "key": "k", "value": "v"})).await.unwrap();
        }
        let seen = async |caller| {
            let query: Query = serde_json::from_value(json!({"query": "databases"})).unwrap();
            let QueryAnswer::Databases { databases, next_cursor: None } =
                lab.node.query_as(caller, query).await.unwrap()
            else {
                panic!("one page of databases")
            };
            databases.iter().map(|row| (row.name.label().to_owned(), row.private)).collect::<Vec<_>>()
        };
        let all = [("open".to_owned(), false), ("private.diary".to_owned(), true)];
        assert_eq!(seen(Caller::Anyone).await, all[..1]);
        assert_eq!(seen(Caller::Key(author(2).secret.public())).await, all[..1]);
        assert_eq!(seen(Caller::Key(author(1).secret.public())).await, all);
        assert_eq!(seen(Caller::Operator).await, all);
    });
}

#[test]
fn nothing_is_drawn_up_from_a_private_database_for_who_may_not_read_it() {
    Lab::run(async |lab| {
        let talk = Talk::new(&lab.node, "private.queue");
        talk.try_say(json!({"command": "list_push", "key": "q", "values": ["secret"]})).await.unwrap();
        let request = Prepare {
            db: talk.db.clone(),
            author: talk.key.secret.public(),
            device: None,
            commands: vec![command(json!({"command": "list_pop", "key": "q"}))],
            stamp_above: None,
            expires: None,
        };
        let refused = lab.node.prepare_as(Caller::Anyone, request.clone()).await.unwrap_err();
        assert_eq!(refused.code(), NotAllowed, "{refused}");
        assert!(lab.node.prepare(request).await.is_ok());
    });
}

#[test]
fn who_is_granted_a_role_reads_and_writes_by_it_until_it_is_revoked() {
    Lab::run(async |lab| {
        let owner = Talk::new(&lab.client, "private.club");
        let mut member = Talk::new(&lab.client, "private.club");
        member.key = author(2);
        let key = member.key.secret.public();
        owner.try_say(json!({"command": "put", "key": "k", "value": "v"})).await.unwrap();
        let read = async || lab.node.get_as(Caller::Key(key), owner.db.clone(), "k".parse().unwrap()).await;
        assert_eq!(read().await.unwrap_err().code(), NotFound);
        let grant = |role: &str| json!({"command": "grant", "subject": key.to_string(), "role": role});
        owner.try_say(grant("reader")).await.unwrap();
        assert_eq!(read().await.unwrap().value.as_deref(), Some("v"));
        let write = json!({"command": "put", "key": "k", "value": "w", "condition": "if_present"});
        member.refused(write.clone(), NotAllowed).await;
        owner.try_say(grant("writer")).await.unwrap();
        member.try_say(write.clone()).await.unwrap();
        assert_eq!(read().await.unwrap().value.as_deref(), Some("w"));
        for role in ["reader", "writer"] {
            let revoke = json!({"command": "revoke", "subject": key.to_string(), "role": role, "from": "0"});
            owner.try_say(revoke).await.unwrap();
        }
        assert_eq!(read().await.unwrap_err().code(), NotFound);
        member.refused(write, NotAllowed).await;
        assert_eq!(owner.answer(json!({"query": "get", "key": "k"})).await["entry"]["value"], "v");
    });
}
