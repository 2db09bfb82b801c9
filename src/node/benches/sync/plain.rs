//! Bytes on a plain stream of iroh, from one process to another, and nothing done with them but, if it is asked for, to
//! write them to a file and wait for the disk.

use std::io::Write as _;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Instant;

use iroh::endpoint::{PortmapperConfig, RelayMode, presets};
use iroh::{Endpoint, EndpointAddr, EndpointId};

const ALPN: &[u8] = b"plain";
const PIECE: usize = 64 * 1024;

async fn endpoint() -> Endpoint {
    let builder = Endpoint::builder(presets::Minimal)
        .relay_mode(RelayMode::Disabled)
        .portmapper_config(PortmapperConfig::Disabled)
        .alpns(vec![ALPN.to_vec()])
        .clear_ip_transports();
    let anywhere = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    builder.bind_addr(anywhere).unwrap().bind().await.unwrap()
}

/// Says where it is, takes all that comes on one stream, and says so when that has ended.
pub(crate) async fn take(to_disk: bool) {
    let endpoint = endpoint().await;
    println!("{} {}", endpoint.id(), endpoint.bound_sockets()[0]);
    let connection = endpoint.accept().await.unwrap().accept().unwrap().await.unwrap();
    let (mut send, mut recv) = connection.accept_bi().await.unwrap();
    let mut piece = vec![0; PIECE];
    let mut file = to_disk.then(|| tempfile::tempfile().unwrap());
    while let Some(read) = recv.read(&mut piece).await.unwrap() {
        if let Some(file) = &mut file {
            file.write_all(&piece[..read]).unwrap();
        }
    }
    if let Some(file) = file {
        file.sync_all().unwrap();
    }
    send.write_all(b"x").await.unwrap();
    send.finish().unwrap();
    connection.closed().await;
    println!("done");
}

/// Sends so many bytes, and returns how many seconds it took until the other side had them all.
pub(crate) async fn send(to: &str, bytes: u64) -> f64 {
    let (id, at) = to.split_once(' ').unwrap();
    let id: EndpointId = id.parse().unwrap();
    let endpoint = endpoint().await;
    let there = EndpointAddr::new(id).with_ip_addr(at.parse().unwrap());
    let connection = endpoint.connect(there, ALPN).await.unwrap();
    let piece = vec![7; PIECE];
    let began = Instant::now();
    let (mut send, mut recv) = connection.open_bi().await.unwrap();
    let mut left = bytes;
    while left > 0 {
        let part = usize::try_from(left.min(PIECE as u64)).unwrap();
        send.write_all(&piece[..part]).await.unwrap();
        left -= part as u64;
    }
    send.finish().unwrap();
    recv.read_exact(&mut [0]).await.unwrap();
    let seconds = began.elapsed().as_secs_f64();
    connection.close(0_u32.into(), b"");
    endpoint.close().await;
    seconds
}
