use std::io::Write as _;

use super::*;

fn store() -> (tempfile::TempDir, FileStore) {
    let folder = tempfile::tempdir().unwrap();
    let store = FileStore::open(&Place::Folder(folder.path().join("files"))).unwrap();
    (folder, store)
}

fn file(bytes: &[u8]) -> File {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(bytes).unwrap();
    file
}

#[tokio::test]
async fn d43_a_file_lies_under_its_id_alone_and_is_read_back_in_whole_and_in_part() {
    let (folder, store) = store();
    let id = Uuid::from_u128(0x4f1c_0000_0000_4000_8000_0000_0000_0001);
    // More than one part.
    let bytes: Vec<u8> = (0..FOLDER_PART as usize + 1000).map(|at| (at % 251) as u8).collect();
    store.put(id, file(&bytes), bytes.len() as u64).await.unwrap();
    assert!(folder.path().join("files/4f/4f1c0000000040008000000000000001").is_file());
    assert_eq!(gather(store.get(id, None).await.unwrap()).await.unwrap(), bytes);
    assert_eq!(gather(store.get(id, Some(10..20)).await.unwrap()).await.unwrap(), bytes[10..20]);
    assert_eq!(store.size(id).await.unwrap(), Some(bytes.len() as u64));
    store.put_thumbnail(id, Bytes::from_static(b"small")).await.unwrap();
    assert_eq!(store.thumbnail(id).await.unwrap().as_deref(), Some(b"small".as_slice()));
    let listed: Vec<Found> = store.list().try_collect().await.unwrap();
    assert_eq!(listed.iter().map(|found| found.id).collect::<Vec<_>>(), [id, id]);
    store.delete(id).await.unwrap();
    assert_eq!(store.size(id).await.unwrap(), None);
    assert_eq!(store.thumbnail(id).await.unwrap(), None);
    assert!(matches!(store.get(id, None).await, Err(FileError::Missing(_))));
    store.delete(id).await.unwrap();
}

#[tokio::test]
async fn what_was_left_half_written_is_swept_and_nothing_else() {
    let (folder, store) = store();
    let (one, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
    for id in [one, other] {
        store.put(id, file(b"x"), 1).await.unwrap();
    }
    let half = folder.path().join("files").join(format!("{}#1", path(one)));
    std::fs::write(&half, b"half").unwrap();
    let now = SystemTime::now();
    assert_eq!(store.sweep_half_written(now - std::time::Duration::from_secs(60)).await.unwrap(), 0);
    assert_eq!(store.sweep_half_written(now + std::time::Duration::from_secs(60)).await.unwrap(), 1);
    assert!(!half.exists());
    assert_eq!(store.list().try_collect::<Vec<_>>().await.unwrap().len(), 2);
}

#[test]
fn a_key_is_shown_nowhere() {
    let place = Place::S3(S3 {
        bucket: "files".to_owned(),
        prefix: "docket".to_owned(),
        endpoint: None,
        region: "eu-central-1".to_owned(),
        access_key: "id".to_owned(),
        secret_key: "very-secret".to_owned(),
    });
    assert_eq!(format!("{place:?} {}", place.describe()), "s3://files/docket s3://files/docket");
}
