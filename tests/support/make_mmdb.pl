# SPDX-License-Identifier: Apache-2.0
# Writes a small MMDB for tests, of documentation addresses alone: perl make_mmdb.pl KIND FILE [BUILD_EPOCH].
# KIND: country, asn, kind. The writer sets the build time to now; where BUILD_EPOCH is given, time is that.
use strict;
use warnings;
our $epoch;
BEGIN { $epoch = $ARGV[2]; *CORE::GLOBAL::time = sub () { defined $epoch ? $epoch : CORE::time() }; }
use MaxMind::DB::Writer::Tree;

my ( $kind, $file ) = @ARGV;
my %types = (
    country => 'map', iso_code => 'utf8_string', continent => 'map', code => 'utf8_string',
    registered_country => 'map', city => 'map', names => 'map', en => 'utf8_string',
    autonomous_system_number => 'uint32', autonomous_system_organization => 'utf8_string',
    traits => 'map', user_type => 'utf8_string', connection_type => 'utf8_string',
    is_anonymous_proxy => 'boolean', is_satellite_provider => 'boolean',
);
my $tree = MaxMind::DB::Writer::Tree->new(
    ip_version => 6, record_size => 24, database_type => "hitme-test-$kind",
    languages => ['en'], description => { en => "made by a test, CC0" },
    remove_reserved_networks => 0,
    map_key_type_callback => sub { $types{ $_[0] } },
);
if ( $kind eq 'country' ) {
    $tree->insert_network( '192.0.2.0/25', { country => { iso_code => 'FR' }, continent => { code => 'EU' }, city => { names => { en => 'Paris' } } } );
    $tree->insert_network( '198.51.100.0/24', { registered_country => { iso_code => 'BR' } } );
    $tree->insert_network( '203.0.113.0/25', { country => { iso_code => 'A1' }, traits => { is_anonymous_proxy => 1 } } );
    $tree->insert_network( '203.0.113.128/25', { country => { iso_code => 'EU' } } );
    $tree->insert_network( '2001:db8::/32', { country => { iso_code => 'JP' } } );
}
elsif ( $kind eq 'asn' ) {
    $tree->insert_network( '192.0.2.0/24', { autonomous_system_number => 64500, autonomous_system_organization => 'Example Broadband' } );
    $tree->insert_network( '198.51.100.0/24', { autonomous_system_number => 4200000001, autonomous_system_organization => "Caf\x{e9} <b>" } );
}
else {
    $tree->insert_network( '192.0.2.0/24', { traits => { user_type => 'residential' } } );
    $tree->insert_network( '198.51.100.0/24', { connection_type => 'Cellular' } );
}
open my $out, '>:raw', $file or die "$file: $!";
$tree->write_tree($out);
close $out or die "$file: $!";
