// SPDX-License-Identifier: Apache-2.0
// A signal is a transport and a port, such as tcp/445.

/** What a person typed as a signal: "445" and "port 445" mean tcp/445, as do "445/tcp" and "tcp 445"; "" means all ports;
 *  undefined where it is neither. */
export function read_signal(text: string): string | undefined {
    const typed = text.trim().toLowerCase();
    if (typed === "") return "";
    const parts =
        /^(?:port +)?(?:(tcp|udp|icmp|other)(?:\/| +))?([0-9]{1,5})(?:(?:\/| +)(tcp|udp|icmp|other))?$/.exec(
            typed,
        );
    if (!parts || Number(parts[2]) > 65_535 || (parts[1] && parts[3])) return undefined;
    return `${parts[1] ?? parts[3] ?? "tcp"}/${Number(parts[2])}`;
}

export function signal_words(signal: string | null | undefined): string {
    return signal ? signal : "all ports";
}

/** What commonly lives at a port, for orientation only: a port says nothing about who knocked. */
const services: Record<string, string> = {
    "tcp/21": "FTP",
    "tcp/22": "SSH",
    "tcp/23": "Telnet",
    "tcp/25": "SMTP",
    "udp/53": "DNS",
    "tcp/53": "DNS",
    "tcp/80": "HTTP",
    "udp/123": "NTP",
    "tcp/135": "MS RPC",
    "udp/137": "NetBIOS names",
    "tcp/139": "NetBIOS",
    "udp/161": "SNMP",
    "tcp/443": "HTTPS",
    "tcp/445": "SMB",
    "tcp/1433": "MS SQL",
    "udp/1434": "MS SQL browser",
    "udp/1900": "SSDP",
    "tcp/3306": "MySQL",
    "tcp/3389": "RDP",
    "udp/5060": "SIP",
    "tcp/5432": "PostgreSQL",
    "tcp/5555": "ADB",
    "tcp/5900": "VNC",
    "tcp/6379": "Redis",
    "tcp/8080": "HTTP",
    "tcp/8443": "HTTPS",
    "tcp/9200": "Elasticsearch",
    "udp/11211": "memcached",
    "tcp/27017": "MongoDB",
};

export function service_of(signal: string): string {
    return services[signal] ?? "";
}
